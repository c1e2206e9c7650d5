namespace Parquet.Schema;

/// <summary>A field of pairs of a key and a value.</summary>
public sealed class MapField : Field
{
    internal MapField(string name, string container, Field keyField, Field valueField, bool isNullable)
        : base(name, SchemaType.Map, isNullable)
    {
        Container = container;
        Key = keyField;
        Value = valueField;
    }

    public Field Key { get; }

    public Field Value { get; }

    internal string Container { get; }

    internal int HasItem { get; private set; }

    internal int Repeats { get; private set; }

    internal override IEnumerable<DataField> Leaves => Key.Leaves.Concat(Value.Leaves);

    internal override void Place(IReadOnlyList<string> above, int definition, int repetition)
    {
        PlaceSelf(above, definition, repetition);
        HasItem = Defined + 1;
        Repeats = repetition + 1;
        string[] here = [.. above, Name, Container];
        Key.Place(here, HasItem, Repeats);
        Value.Place(here, HasItem, Repeats);
    }
}
