using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>Toy models, made in memory.</summary>
internal static class Tiny
{
    public const int VisionWidth = 12;

    public static PhiConfig Config { get; } = new()
    {
        Width = 32,
        FeedForward = 48,
        Layers = 3,
        Heads = 4,
        KeyValueHeads = 4,
        Vocabulary = 90,
        Positions = 128,
        RotaryFraction = 0.5,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };

    /// <summary>A Llama with grouped keys and a tied head.</summary>
    public static LlamaConfig LlamaConfig { get; } = new()
    {
        Width = 36,
        FeedForward = 40,
        Layers = 3,
        Heads = 6,
        KeyValueHeads = 2,
        HeadWidth = 6,
        Vocabulary = 90,
        Positions = 128,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
        TiesHead = true,
    };

    public static Llava Model(long seed) => Around(CausalLanguageModel.Untrained(Config, seed));

    public static Llava Around(CausalLanguageModel language) => new(language, Connector.Untrained("mlp2x_gelu", VisionWidth, language.Config.Width, seed: 1));

    /// <summary>Features of four images of seven visual tokens.</summary>
    public static Tensor Features(IReadOnlyList<int> rows)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var all = randn(4, 7, VisionWidth);
        return all.index_select(0, tensor(rows.Select(row => (long)row).ToArray())).MoveToOuterDisposeScope();
    }

    public static Tensor NoFeatures(IReadOnlyList<int> rows) => throw new InvalidOperationException("No prompt here has a picture.");
}
