using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>Toy models and a batch of two rows with a picture and one without, made in memory.</summary>
internal static class Toy
{
    public const int VisualTokens = 12;
    public const int VisionWidth = 10;
    private const int Rows = 3;
    private const int Length = 20;

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

    /// <summary>The families that every law is tried on.</summary>
    public static IReadOnlyDictionary<string, ILanguageConfig> Families { get; } = new Dictionary<string, ILanguageConfig>(StringComparer.Ordinal)
    {
        ["phi"] = Config,
        ["llama"] = new LlamaConfig
        {
            Width = 32,
            FeedForward = 48,
            Layers = 3,
            Heads = 4,
            KeyValueHeads = 2,
            HeadWidth = 8,
            Vocabulary = 50,
            Positions = 64,
            RopeTheta = 1e4,
            NormEpsilon = 1e-5,
            TiesHead = true,
        },
    };

    private static ClipConfig Tower { get; } = new() { Width = 16, FeedForward = 24, Layers = 3, Heads = 4, ImageSize = 21, PatchSize = 7, NormEpsilon = 1e-5 };

    public static Llava Model(long seed = 1) => new(CausalLanguageModel.Untrained(Config, seed), Connector.Untrained("linear", VisionWidth, Config.Width, seed));

    /// <summary>A model of a family that can be asked what the method asks: with its tower where the method tunes that.</summary>
    public static Llava ModelFor(IPeftMethod method, string family, long seed = 1, Device? device = null)
    {
        var config = Families[family];
        var sees = method.Within(ModelPart.Vision) is not null;
        return new Llava(
            CausalLanguageModel.Untrained(config, seed, device),
            Connector.Untrained("mlp2x_gelu", sees ? Tower.Width : VisionWidth, config.Width, seed, device),
            sees ? VisionTowers.Untrained(Tower, seed, device) : null);
    }

    /// <summary>A batch that such a model reads: pixels where it has its tower, features else.</summary>
    public static LlavaInput InputFor(Llava model)
    {
        if (model.Vision is null) return Input();
        var input = Input(visual: Tower.Tokens) with { Features_NVC = null };
        manual_seed(3);
        return input with { Pixels_NCHW = randn(2, 3, Tower.ImageSize, Tower.ImageSize) };
    }

    public static LlavaInput Input(Trace? trace = null, int visual = VisualTokens)
    {
        manual_seed(2);
        var isVisual = zeros(Rows, Length, dtype: ScalarType.Bool);
        isVisual.narrow(0, 0, 1).narrow(1, 2, visual).fill_(true);
        isVisual.narrow(0, 1, 1).narrow(1, 5, visual).fill_(true);
        var layout = new TokenLayout(ones(Rows, Length, dtype: ScalarType.Bool), isVisual, [2, 5, -1], [visual, visual, 0])
        {
            Questions = [new QuestionSpan(14, 17, 18), new QuestionSpan(17, 18, 19), new QuestionSpan(3, 15, 17)],
        };
        return new LlavaInput(randint(0L, Config.Vocabulary, new long[] { Rows, Length }, dtype: ScalarType.Int64), randn(2, visual, VisionWidth), layout) { Trace = trace };
    }

    /// <summary>The same batch elsewhere.</summary>
    public static LlavaInput To(this LlavaInput input, Device device) => input with
    {
        Ids_BT = input.Ids_BT.to(device),
        Features_NVC = input.Features_NVC?.to(device),
        Pixels_NCHW = input.Pixels_NCHW?.to(device),
        Layout = input.Layout with { Real_BT = input.Layout.Real_BT.to(device), Visual_BT = input.Layout.Visual_BT.to(device) },
    };

    /// <summary>Answers stand at the end; no visual token predicts one.</summary>
    public static Tensor Labels(LlavaInput input)
    {
        var labels = input.Ids_BT.clone();
        labels.narrow(1, 0, Length - 2).fill_(Llava.Ignore);
        return labels;
    }
}
