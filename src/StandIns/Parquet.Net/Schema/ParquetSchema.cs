namespace Parquet.Schema;

/// <summary>The fields of a file or of a class, by name.</summary>
public sealed class ParquetSchema
{
    internal ParquetSchema(StructField root)
    {
        Root = root;
        foreach (var field in root.Fields) field.Place([], 0, 0);
        DataFields = [.. root.Leaves];
    }

    public IReadOnlyList<Field> Fields => Root.Fields;

    /// <summary>Every column, in the file's order.</summary>
    public DataField[] DataFields { get; }

    public Field this[int i] => Fields[i];

    internal StructField Root { get; }

    public DataField[] GetDataFields() => [.. DataFields];

    public override string ToString() => string.Join(", ", DataFields.Select(field => field.ToString()));
}
