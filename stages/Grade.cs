using Steering.Evaluation;
using Steering.Flow;

namespace Steering.Stages;

public sealed record GradeParams(IBenchmark Benchmark);

/// <summary>Scores answers by the benchmark's official rule, item by item.</summary>
public sealed class Grade(GradeParams parameters, string who, DataSet items, Artifact<Answers> answers) : Stage<GradeParams>(parameters, items.Samples, answers)
{
    private readonly DataSet _items = items;

    public override string Label => $"Grade {who} {_items.Name}";

    public Artifact<Scores> Result => Output<Scores>("scores.json");

    public override async Task RunAsync(StageRun run, CancellationToken cancel) =>
        (await ScoreFile.GradeAsync(Params.Benchmark, run[_items.Samples], run[answers], cancel)).Write(run[Result]);
}
