namespace Parquet.Schema;

/// <summary>A column of values.</summary>
public sealed class DataField : Field
{
    internal DataField(string name, LeafType type, bool isNullable)
        : base(name, SchemaType.Data, isNullable) =>
        Type = type;

    /// <summary>The .NET type of a value, without its nullability.</summary>
    public Type ClrType => Type.ClrType;

    internal LeafType Type { get; }

    /// <summary>Position among the file's columns; −1 in a schema made from a class.</summary>
    internal int Column { get; set; } = -1;

    internal override IEnumerable<DataField> Leaves => [this];

    public override string ToString() => $"{Path} ({ClrType.Name}{(IsNullable ? "?" : "")})";

    internal override void Place(IReadOnlyList<string> above, int definition, int repetition) => PlaceSelf(above, definition, repetition);
}
