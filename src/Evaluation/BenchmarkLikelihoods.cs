using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Evaluation;

/// <summary>What weighing continuations reads.</summary>
/// <param name="Adapter">Adapter file of the model: an aligned connector, or a tuned model.</param>
/// <param name="Method">What the adapter file was trained by.</param>
/// <param name="Vocabulary">tokenizer.json.</param>
/// <param name="Vision">Folder of the vision tower, for the width of its tokens.</param>
/// <param name="Samples">Benchmark shards.</param>
public sealed record LikelihoodInputs(LlavaFiles Model, string Adapter, IPeftMethod Method, string Vision, string Vocabulary, string Samples);

/// <summary>One model weighs the continuations of a text-only benchmark. As in lm-evaluation-harness no chat template stands around the text.</summary>
public static class BenchmarkLikelihoods
{
    /// <summary>Writes one answer a line in LLaVA's form, its text the log-likelihoods of the item's continuations.</summary>
    public static async Task RunAsync(
        IContinuedBenchmark benchmark, LikelihoodInputs inputs, int batch, string output, Action<double, string> progress, CancellationToken cancel)
    {
        var samples = (await SampleShards.ReadAsync(inputs.Samples, cancel)).Where(benchmark.Takes).ToList();
        using var scope = NewDisposeScope();
        using var model = inputs.Model.Load(inputs.Adapter, inputs.Method, VisionTowers.ReadConfig(inputs.Vision).Width);
        var tokenizer = TokenizerFiles.Read(inputs.Vocabulary);
        var items = samples.ConvertAll(benchmark.Endings);
        var rows = items.SelectMany(item => item.Continuations.Select(ending => Encoded(ContinuationEncoder.Encode(tokenizer, item.Context, ending)))).ToList();
        var sums = new Likelihoods(model, batch).Of(rows, progress, cancel);
        var at = 0;
        LlavaQuestions.WriteAnswers(
            output,
            samples.Zip(items, (sample, item) => new LlavaAnswer(sample.Id, item.Context, LikelihoodAnswer.Write([.. item.Continuations.Select(_ => sums[at++])]))).ToList(),
            benchmark.Name, idsAreText: true);
    }

    private static EncodedContinuation Encoded((IReadOnlyList<int> Context, IReadOnlyList<int> Continuation) ids) => new(ids.Context, ids.Continuation);
}
