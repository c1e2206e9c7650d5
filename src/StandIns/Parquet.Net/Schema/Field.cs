namespace Parquet.Schema;

/// <summary>The four shapes that a field can have.</summary>
public enum SchemaType
{
    Data = 0,
    Map = 1,
    Struct = 2,
    List = 3,
}

/// <summary>
/// A node of the schema. A definition level counts the optional and repeated nodes on the way down that are really there,
/// a repetition level the repeated ones (Dremel encoding).
/// </summary>
public abstract class Field
{
    private readonly bool _isNullable;

    private protected Field(string name, SchemaType schemaType, bool isNullable)
    {
        Name = name;
        SchemaType = schemaType;
        _isNullable = isNullable;
        Path = new FieldPath([name]);
    }

    public string Name { get; }

    public SchemaType SchemaType { get; }

    public FieldPath Path { get; private protected set; }

    public virtual bool IsNullable => _isNullable;

    public int MaxDefinitionLevel { get; private protected set; }

    public int MaxRepetitionLevel { get; private protected set; }

    /// <summary>An entry of at least this definition level is not null here.</summary>
    internal int Defined { get; private protected set; }

    /// <summary>The property of a class that this field stands for.</summary>
    internal System.Reflection.PropertyInfo? Property { get; set; }

    /// <summary>The columns below this field, in the file's order.</summary>
    internal abstract IEnumerable<DataField> Leaves { get; }

    /// <summary>Sets paths and levels from here down.</summary>
    internal abstract void Place(IReadOnlyList<string> above, int definition, int repetition);

    public override string ToString() => $"{Path} ({SchemaType})";

    private protected void PlaceSelf(IReadOnlyList<string> above, int definition, int repetition)
    {
        Path = new FieldPath([.. above, Name]);
        Defined = definition + (IsNullable ? 1 : 0);
        MaxDefinitionLevel = Defined;
        MaxRepetitionLevel = repetition;
    }
}
