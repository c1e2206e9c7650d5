namespace Steering.Data.IconWorld;

/// <summary>The five designers' sets, by number as scene records hold them.</summary>
public static class Style
{
    /// <summary>Atlas file names, without extension.</summary>
    public static IReadOnlyList<string> Names { get; } = ["fluent", "noto", "noto-v1", "emojione", "twemoji"];

    /// <summary>The styles of every training stage.</summary>
    public static IReadOnlyList<int> Train { get; } = [0, 1, 2, 3];

    /// <summary>The style that only tests show (twemoji).</summary>
    public static IReadOnlyList<int> HeldOut { get; } = [4];
}
