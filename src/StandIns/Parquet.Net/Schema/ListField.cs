namespace Parquet.Schema;

/// <summary>A field of any number of items. In the file it is a group around a repeated group around the item; old writers leave some of that out.</summary>
public sealed class ListField : Field
{
    /// <summary>Makes a list around an item; the container is null where the item itself repeats, and a lone repeated item is not annotated.</summary>
    internal ListField(string name, Field item, bool isNullable, string? container = "list", bool annotated = true)
        : base(name, SchemaType.List, isNullable)
    {
        Item = item;
        Container = container;
        Annotated = annotated;
    }

    public Field Item { get; }

    internal string? Container { get; }

    internal bool Annotated { get; }

    /// <summary>The member of a class is an array rather than a list.</summary>
    internal bool IsArray { get; init; }

    /// <summary>An entry of at least this definition level belongs to an item; below it the list is empty.</summary>
    internal int HasItem { get; private set; }

    /// <summary>The repetition level of the second and later items.</summary>
    internal int Repeats { get; private set; }

    internal override IEnumerable<DataField> Leaves => Item.Leaves;

    internal override void Place(IReadOnlyList<string> above, int definition, int repetition)
    {
        PlaceSelf(above, definition, repetition);
        HasItem = Defined + 1;
        Repeats = repetition + 1;
        IReadOnlyList<string> here = !Annotated ? above : Container is null ? [.. above, Name] : [.. above, Name, Container];
        Item.Place(here, HasItem, Repeats);
    }
}
