using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>A toy model and a batch of two rows with a picture and one without, made in memory.</summary>
internal static class Toy
{
    public const int VisualTokens = 12;
    public const int VisionWidth = 10;

    public static PhiConfig Config { get; } = new()
    {
        Width = 32,
        FeedForward = 40,
        Layers = 3,
        Heads = 4,
        KeyValueHeads = 2,
        Vocabulary = 50,
        Positions = 64,
        RotaryFraction = 0.5,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };

    public static Llava Model(long seed = 1) => new(CausalLanguageModel.Untrained(Config, seed), Connector.Untrained("linear", VisionWidth, Config.Width, seed));

    public static LlavaInput Input(Trace? trace = null)
    {
        manual_seed(2);
        var isVisual = zeros(3, 20, dtype: ScalarType.Bool);
        isVisual.narrow(0, 0, 1).narrow(1, 2, VisualTokens).fill_(true);
        isVisual.narrow(0, 1, 1).narrow(1, 5, VisualTokens).fill_(true);
        var layout = new TokenLayout(ones(3, 20, dtype: ScalarType.Bool), isVisual, [2, 5, -1], [VisualTokens, VisualTokens, 0])
        {
            Questions = [new QuestionSpan(14, 17, 18), new QuestionSpan(17, 18, 19), new QuestionSpan(3, 15, 17)],
        };
        return new LlavaInput(randint(0L, Config.Vocabulary, new long[] { 3, 20 }, dtype: ScalarType.Int64), randn(2, VisualTokens, VisionWidth), layout) { Trace = trace };
    }

    /// <summary>Answers stand at the end; no visual token predicts one.</summary>
    public static Tensor Labels(LlavaInput input)
    {
        var labels = input.Ids_BT.clone();
        labels.narrow(1, 0, 18).fill_(Llava.Ignore);
        return labels;
    }
}
