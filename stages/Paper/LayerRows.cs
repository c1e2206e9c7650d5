namespace Steering.Stages;

/// <summary>A choice of steered layers as Tables 8 and 9 name it, for a model of any depth.</summary>
/// <param name="Layers">As <see cref="Peft.MoReS.Layers"/> writes it, from the number of layers.</param>
public sealed record LayerRow(string Name, Func<int, string> Layers);

/// <summary>The rows of Tables 8 and 9. The paper's thirds are of 32 layers (0–15, 8–23, 16–31): halves that begin at the first, at a quarter and in the middle.</summary>
public static class LayerRows
{
    public const string Deep = "Deep";

    public static IReadOnlyList<LayerRow> Intervals { get; } = [Every(2), Every(3), Every(4)];

    public static IReadOnlyList<LayerRow> Depths { get; } = [new("Shallow", layers => Half(0, layers)), new("Middle", layers => Half(layers / 4, layers)), new(Deep, layers => Half(layers / 2, layers))];

    private static LayerRow Every(int step) => new($"[0,{step},{2 * step},…]", layers => string.Join(',', Enumerable.Range(0, layers).Where(layer => layer % step == 0)));

    private static string Half(int first, int layers) => string.Join(',', Enumerable.Range(first, layers / 2));
}
