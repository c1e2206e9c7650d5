using Steering.Data;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>A toy model and a toy data set: a picture's first value decides the answer.</summary>
internal static class Toy
{
    public const int Padding = 0;
    private const int VisionWidth = 10;
    private const int VisualTokens = 9;

    public static PhiConfig Config { get; } = new()
    {
        Width = 32,
        FeedForward = 40,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 4,
        Vocabulary = 50,
        Positions = 64,
        RotaryFraction = 0.5,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };

    public static Recipe Recipe { get; } = new()
    {
        Epochs = 1,
        Batch = 4,
        Rate = 1e-2,
        ConnectorRate = 1e-3,
        WarmUp = 0.1,
        WeightDecay = 0,
        Clip = 1,
        Seed = 6,
    };

    public static Collator Collator { get; } = new(Padding, CPU, Config.Positions);

    public static Llava Model() => new(CausalLanguageModel.Untrained(Config, 1), Connector.Untrained("mlp2x_gelu", VisionWidth, Config.Width, 1));

    public static FeatureTable Features()
    {
        manual_seed(4);
        return new FeatureTable([.. Enumerable.Range(0, 6).Select(i => $"{i}.png")], randn(6, VisualTokens, VisionWidth));
    }

    /// <summary>Rows of different lengths and numbers of labels; every fourth has no picture.</summary>
    public static IReadOnlyList<TrainingRow> Rows(int count) => [.. Enumerable.Range(0, count).Select(Row)];

    private static TrainingRow Row(int index)
    {
        var image = index % 4 == 3 ? (int?)null : index % 6;
        var ids = new List<int> { 3, 4 };
        if (image is not null) ids.Add(ConversationEncoder.ImageSlot);
        for (var i = 0; i <= index % 3; i++) ids.Add(5 + ((index + i) % 20));
        var question = ids.Count;
        for (var i = 0; i <= index % 5; i++) ids.Add(30 + ((image ?? 9) + i));
        return new TrainingRow(new EncodedConversation(ids, [.. ids.Select((_, i) => i >= question)]), image);
    }

    public static (Llava Model, Grafted Grafted, RunLog Log) Train(IPeftMethod method, Recipe recipe, int rows)
    {
        var model = Model();
        var grafted = Grafting.Apply(model, method, seed: 2);
        using var features = Features();
        return (model, grafted, new Trainer(recipe, Collator, features).Train(model, grafted, Rows(rows)));
    }
}
