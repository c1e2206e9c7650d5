namespace Steering.Analysis;

/// <summary>What counts as text.</summary>
public enum TextScope
{
    /// <summary>The question behind the picture.</summary>
    User,

    /// <summary>All that is no picture: system, question, and the answer so far.</summary>
    All,
}

/// <summary>One reading of LMAR. The paper leaves them open, and they differ, so all are reported.</summary>
/// <param name="Text">What counts as text.</param>
/// <param name="CountsFirstToken">False leaves the sequence's first token out of the text: much attention rests there whatever it is.</param>
/// <param name="IsSum">False compares the mean weight of a key, true the mass on all keys.</param>
public sealed record LmarVariant(TextScope Text, bool CountsFirstToken, bool IsSum)
{
    /// <summary>The paper's mean, of all text.</summary>
    public static LmarVariant Main { get; } = new(TextScope.All, CountsFirstToken: true, IsSum: false);

    /// <summary>All eight, the main one first.</summary>
    public static IReadOnlyList<LmarVariant> All { get; } =
    [
        .. from isSum in (bool[])[false, true]
           from text in (TextScope[])[TextScope.All, TextScope.User]
           from counts in (bool[])[true, false]
           select new LmarVariant(text, counts, isSum),
    ];

    /// <summary>For files: <c>text=all/first_token=in/mean</c>.</summary>
    public string Name => $"text={(Text == TextScope.All ? "all" : "user")}/first_token={(CountsFirstToken ? "in" : "out")}/{(IsSum ? "sum" : "mean")}";
}

/// <summary>
/// Layer-wise modality attention ratio (Bi et al. 2024, arXiv 2412.12359, eq. 2): LMAR = 1/N Σᵢ αᵢ(image) / αᵢ(text), the mean over samples of
/// each sample's ratio. α is what the answer's positions give a key of that kind, mean over keys, positions and heads.
/// </summary>
public static class Lmar
{
    /// <summary>One sample's ratio in one layer; not a number where there is no text to compare with.</summary>
    public static double Ratio(LayerAttention layer, LmarVariant variant)
    {
        var spans = layer.Spans;
        var text = variant.Text == TextScope.User
            ? [spans.Of(Modality.User)]
            : new[] { spans.Of(Modality.System), spans.Of(Modality.User), spans.Of(Modality.Answer) };
        if (!variant.CountsFirstToken) text = [.. text.Select(stretch => (Math.Max(stretch.Start, 1), stretch.End))];
        return layer.Mean([spans.Of(Modality.Visual)], !variant.IsSum) / layer.Mean(text, !variant.IsSum);
    }

    /// <summary>LMAR of one layer: the mean of the samples' ratios.</summary>
    public static double Of(IEnumerable<LayerAttention> samples, LmarVariant variant) => samples.Average(sample => Ratio(sample, variant));
}
