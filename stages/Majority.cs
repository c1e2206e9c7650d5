using Steering.Evaluation;
using Steering.Flow;

namespace Steering.Stages;

public sealed record MajorityParams(IBenchmark Benchmark);

/// <summary>Answers every question of a benchmark with the most frequent truth of its category: the best constant reader.</summary>
public sealed class Majority(MajorityParams parameters, DataSet items) : Stage<MajorityParams>(parameters, items.Samples)
{
    private readonly DataSet _items = items;

    public override string Label => $"Majority {_items.Name}";

    public Artifact<Answers> Given => Output<Answers>("answers.jsonl");

    public override Task RunAsync(StageRun run, CancellationToken cancel) => MajorityAnswers.RunAsync(Params.Benchmark, run[_items.Samples], run[Given], cancel);
}
