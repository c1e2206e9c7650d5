using System.Diagnostics;
using System.Globalization;
using Steering.Data;
using Steering.Data.Text;
using Steering.Evaluation;
using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Benchmarks;

/// <summary>
/// Greedy answers of the tiny zoo's model: 128 questions decoded together, six about each picture read once, against the same model
/// and questions one at a time.
/// </summary>
internal static class AnswerRate
{
    private const int Questions = 768;
    private const int PerImage = 6;
    private const int VisualTokens = 64;
    private const int Width = 128;
    private const int Vocabulary = 800;
    private const int Batch = 128;
    private const int NewTokens = 3;

    public static void Run(TextWriter page)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Model();
        using var features = new FeatureTable([.. Enumerable.Range(0, Questions / PerImage).Select(image => $"{image}.png")], randn(Questions / PerImage, VisualTokens, Width));
        var questions = Enumerable.Range(0, Questions).Select(i => new EncodedQuestion(
            [5, 6, ConversationEncoder.ImageSlot, .. Enumerable.Range(0, 9 + (i % 7)).Select(t => 7 + ((i * 31 + t * 17) % (Vocabulary - 7)))], i / PerImage)).ToList();
        Rate(model, features, [.. questions.Take(Batch)], Batch);
        var (together, batched) = Rate(model, features, questions, Batch);
        var (alone, single) = Rate(model, features, [.. questions.Take(Batch)], 1);
        var equal = single.Zip(batched).All(pair => pair.First.SequenceEqual(pair.Second));
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{NewTokens} tokens an answer: {together:f0} answers/s in batches of {Batch}, {alone:f0} one at a time, ratio {together / alone:f1}; answers {(equal ? "equal" : "DIFFER")}"));
    }

    private static Llava Model() => new(
        CausalLanguageModel.Untrained(
            new PhiConfig
            {
                Width = Width,
                FeedForward = 512,
                Layers = 4,
                Heads = 4,
                KeyValueHeads = 4,
                Vocabulary = Vocabulary,
                Positions = 512,
                RotaryFraction = 0.5,
                RopeTheta = 1e4,
                NormEpsilon = 1e-5,
            },
            seed: 0),
        Connector.Untrained("mlp2x_gelu", Width, Width, seed: 0));

    private static (double PerSecond, IReadOnlyList<IReadOnlyList<int>> Answers) Rate(Llava model, FeatureTable features, List<EncodedQuestion> questions, int batch)
    {
        var clock = Stopwatch.GetTimestamp();
        var answers = new Answering(model, new GreedyOptions(NewTokens, EndOfText: null), features, batch).Answer(questions);
        return (questions.Count / Stopwatch.GetElapsedTime(clock).TotalSeconds, answers);
    }
}
