using System.Globalization;
using Steering.Models;
using Steering.Peft;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Benchmarks;

/// <summary>
/// What steering adds to reading one prompt, at a size where reading is most of the work: the same model reads the same prompt with and without
/// its editors in turn, in processor time of the one thread that computes, so that neither other weights nor other processes are in the difference.
/// </summary>
internal static class PromptCost
{
    private const int VisualTokens = 576;
    private const int TextTokens = 64;
    private const int Pairs = 5;

    private static readonly (string Name, IPeftMethod Method)[] Methods =
    [
        ("MoReS-B, 1 %: f3+l3", new MoReS(1, "f3+l3")), ("MoReS-B, f4+l5", new MoReS(1)), ("MoReS-H, f4+l5", new MoReS(4)), ("MoReS-B, all tokens", new MoReS(1, "all")),
    ];

    public static void Run(TextWriter page, int width, int layers)
    {
        Threads.Use(1);
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Phi d={width} L={layers}, {VisualTokens} visual + {TextTokens} text tokens, 1 thread, processor time; medians of {Pairs} pairs on one model each"));
        foreach (var (name, method) in Methods)
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            using var model = CausalLanguageModel.Untrained(Shape(width, layers), seed: 1);
            Grafting.Apply(model, method, seed: 1);
            model.eval();
            using var prompt = randn(1, VisualTokens + TextTokens, width).mul_(0.1);
            var isVisual = zeros(1, VisualTokens + TextTokens, dtype: ScalarType.Bool);
            isVisual.narrow(1, 4, VisualTokens).fill_(true);
            var layout = new TokenLayout(ones_like(isVisual), isVisual, [4], [VisualTokens]);
            var (with, without) = (new double[Pairs], new double[Pairs]);
            _ = (Read(model, prompt, layout), Read(model, prompt, null));   // warm
            for (var i = 0; i < Pairs; i++)
            {
                if (i % 2 == 0) without[i] = Read(model, prompt, null);
                with[i] = Read(model, prompt, layout);
                if (i % 2 == 1) without[i] = Read(model, prompt, null);
            }
            var difference = with.Zip(without, (one, other) => one - other).Order().ToList();
            var (alone, plain) = (Editors(model, method, layout, width, layers), without.Order().ElementAt(Pairs / 2));
            page.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-22} prompt {plain,8:f1} ms, pairs differ by {difference[Pairs / 2],7:f2} ms [{difference[1]:f2}, {difference[^2]:f2}]; editors alone {alone,7:f3} ms = {100 * alone / plain:f3} %"));
        }
    }

    private static double Read(CausalLanguageModel model, Tensor prompt, TokenLayout? layout)
    {
        using var scope = NewDisposeScope();
        var start = ProcessorTime.Milliseconds();
        _ = model.call(new LanguageInput(prompt) { Layout = layout });
        return ProcessorTime.Milliseconds() - start;
    }

    /// <summary>The editors of all layers on a stream of their size, without the blocks between them.</summary>
    private static double Editors(CausalLanguageModel model, IPeftMethod method, TokenLayout layout, int width, int layers)
    {
        const int rounds = 51;
        using var stream = randn(1, VisualTokens + TextTokens, width);
        var edits = model.StreamSites.Select(method.EditStream).OfType<StreamEdit>().ToList();
        foreach (var edit in edits) edit.eval();
        var times = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var start = ProcessorTime.Milliseconds();
            foreach (var edit in edits) edit.call(stream, layout).Dispose();
            times[round] = ProcessorTime.Milliseconds() - start;
        }
        foreach (var edit in edits) edit.Dispose();
        return times.Order().ElementAt(rounds / 2);
    }

    private static PhiConfig Shape(int width, int layers) => new()
    {
        Width = width,
        FeedForward = 4 * width,
        Layers = layers,
        Heads = width / 64,
        KeyValueHeads = width / 64,
        Vocabulary = 800,
        Positions = 1024,
        RotaryFraction = 0.5,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };
}
