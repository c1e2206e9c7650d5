namespace Parquet.Schema;

/// <summary>A field with named members.</summary>
public sealed class StructField : Field
{
    internal StructField(string name, IReadOnlyList<Field> fields, bool isNullable)
        : base(name, SchemaType.Struct, isNullable) =>
        Fields = fields;

    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The class that a row of a class schema is made of.</summary>
    internal Type? ClrType { get; init; }

    internal override IEnumerable<DataField> Leaves => Fields.SelectMany(member => member.Leaves);

    internal override void Place(IReadOnlyList<string> above, int definition, int repetition)
    {
        PlaceSelf(above, definition, repetition);
        string[] here = [.. above, Name];
        foreach (var field in Fields) field.Place(here, Defined, repetition);
    }
}
