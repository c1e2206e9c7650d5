using Steering.Analysis;

namespace Steering.Stages;

/// <summary>Numbers of a layer that claims are about, by name.</summary>
public static class LayerReading
{
    public const string Visual = "share of the picture";
    public const string Gained = "share gained by the editors";
    public const string TopTenth = "part held by the strongest tenth of visual tokens";
    public const string Grown = "part of steered states that grew";

    /// <summary>Every reading of LMAR.</summary>
    public static IReadOnlyList<string> Ratios { get; } = [.. LmarVariant.All.Select(Name)];

    /// <summary>LMAR as the paper means it.</summary>
    public static string Lmar { get; } = Name(LmarVariant.Main);

    /// <summary>Null where the layer has no such number.</summary>
    public static double? Of(string reading, LayerNumbers layer) => reading switch
    {
        Visual => layer.Visual,
        Gained => layer.Visual - layer.VisualUnedited,
        TopTenth => layer.TopTenth,
        Grown => layer.Steered == 0 ? null : (double)layer.Grown / layer.Steered,
        _ when LmarVariant.All.FirstOrDefault(variant => Name(variant) == reading) is { } variant => layer.Lmar[variant.Name],
        _ => throw new ArgumentException($"There is no reading '{reading}' of a layer's attention.", nameof(reading)),
    };

    private static string Name(LmarVariant variant) => $"LMAR ({variant.Name})";
}
