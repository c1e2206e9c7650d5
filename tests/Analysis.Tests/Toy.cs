using Steering.Data;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Analysis.Tests;

/// <summary>A toy model that reads nine visual tokens, and one question with its answer.</summary>
internal static class Toy
{
    public const int Visual = 9;
    private const int VisionWidth = 10;

    public static PhiConfig Config { get; } = new()
    {
        Width = 32,
        FeedForward = 40,
        Layers = 3,
        Heads = 4,
        KeyValueHeads = 4,
        Vocabulary = 50,
        Positions = 64,
        RotaryFraction = 0.5,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };

    /// <summary>Two tokens, the picture, three of a question.</summary>
    public static IReadOnlyList<int> Prompt { get; } = [3, 4, ConversationEncoder.ImageSlot, 5, 6, 7];

    public static IReadOnlyList<int> Answer { get; } = [31, 32, 33, 34];

    public static TrainingRow Row => new(new EncodedConversation([.. Prompt, .. Answer], [.. Prompt.Select(_ => false), .. Answer.Select(_ => true)]), 0);

    public static TokenSpans Spans { get; } = new(2, 2 + Visual, 5 + Visual, 9 + Visual);

    public static Collator Collator { get; } = new(0, CPU, Config.Positions);

    public static Llava Model(IPeftMethod? method = null, Device? device = null)
    {
        var model = new Llava(CausalLanguageModel.Untrained(Config, 1, device), Connector.Untrained("mlp2x_gelu", VisionWidth, Config.Width, 1, device));
        if (method is not null) Grafting.Apply(model, method, seed: 2);
        model.eval();
        return model;
    }

    public static FeatureTable Features()
    {
        manual_seed(4);
        return new FeatureTable(["0.png"], randn(1, Visual, VisionWidth) * 3);
    }

    public static SeenAnswer Look(IPeftMethod? method = null)
    {
        using var features = Features();
        using var model = Model(method);
        return new AnswerReader(model, Collator, features).Read(Row);
    }
}
