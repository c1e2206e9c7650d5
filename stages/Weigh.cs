using Steering.Evaluation;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Method">What the adapter was trained by.</param>
/// <param name="Batch">Continuations read together; a number depends on it in its last digits only.</param>
public sealed record WeighParams(ModelChoice Model, IPeftMethod Method, IContinuedBenchmark Benchmark, int Batch);

/// <summary>One model weighs the given endings of each item of a text-only benchmark by their log-likelihood.</summary>
public sealed class Weigh(WeighParams parameters, string who, ModelParts parts, DataSet items, Artifact<Weights> adapter)
    : Stage<WeighParams>(parameters, parts.Language, parts.Vision, parts.Vocabulary, items.Samples, adapter)
{
    private readonly ModelParts _parts = parts;
    private readonly string _name = items.Name;
    private readonly Artifact<Shards> _samples = items.Samples;
    private readonly Artifact<Weights> _adapter = adapter;

    public override string Label => $"Weigh {who} {_name}";

    public Artifact<Answers> Given => Output<Answers>("answers.jsonl");

    public override Resources Needs => _parts.Needs.Answering;

    public override Task RunAsync(StageRun run, CancellationToken cancel) => BenchmarkLikelihoods.RunAsync(
        Params.Benchmark,
        new LikelihoodInputs(Params.Model.Files(run, _parts.Language), run[_adapter], Params.Method, run[_parts.Vision], run[_parts.Vocabulary], run[_samples]),
        Params.Batch, run[Given], run.Progress.Report, cancel);
}
