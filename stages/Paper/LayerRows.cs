using Steering.Peft;

namespace Steering.Stages;

/// <summary>A choice of steered layers as Tables 8 and 9 name it, for a model of any depth.</summary>
/// <param name="Layers">As <see cref="MoReS.Layers"/> writes it, from the number of layers.</param>
public sealed record LayerRow(string Name, Func<int, string> Layers);

/// <summary>The rows of Tables 8 and 9. The paper's thirds are of 32 layers (0–15, 8–23, 16–31): halves that begin at the first, at a quarter and in the middle.</summary>
public static class LayerRows
{
    public const string Deep = "Deep";

    public static IReadOnlyList<LayerRow> Intervals { get; } = [Every(2), Every(3), Every(4)];

    public static IReadOnlyList<LayerRow> Depths { get; } = [new("Shallow", layers => Half(0, layers)), new("Middle", layers => Half(layers / 4, layers)), new(Deep, layers => Half(layers / 2, layers))];

    /// <summary>The name of the row in which nothing is left out.</summary>
    public const string All = "All Layer";

    /// <summary>A table over such rows on Table 1's columns, with the row of all layers, which is Table 1's.</summary>
    public static Tabulate Table(Zoo zoo, string name, string title, IReadOnlyList<LayerRow> rows)
    {
        var all = Changed(zoo, "MoReS-L", method => method) with { Name = All };
        return new TableBuilder(zoo).BuildRows(
            name, title,
            [.. rows.Select(row => Row(zoo, row)), all], zoo.Columns);
    }

    internal static MethodRow Row(Zoo zoo, LayerRow row) => Changed(zoo, "MoReS-L", method => method with { Layers = row.Layers(zoo.LanguageShape.Layers) }) with { Name = row.Name };

    /// <summary>A steering row of the zoo with another setting.</summary>
    public static MethodRow Changed(Zoo zoo, string name, Func<MoReS, MoReS> change)
    {
        var row = zoo.Rows.First(row => row.Name == name);
        return row with { Method = change((MoReS)row.Method) };
    }

    private static LayerRow Every(int step) => new($"[0,{step},{2 * step},…]", layers => string.Join(',', Enumerable.Range(0, layers).Where(layer => layer % step == 0)));

    private static string Half(int first, int layers) => string.Join(',', Enumerable.Range(first, layers / 2));
}
