using Steering.Evaluation;
using Steering.Flow;

namespace Steering.Stages;

public sealed record GradeParams(IBenchmark Benchmark);

/// <summary>Scores answers by the benchmark's official rule, item by item; where a judge decides, by its verdicts, and those that failed have no score.</summary>
public sealed class Grade(GradeParams parameters, string who, DataSet items, Artifact<Answers> answers, Artifact<Judgements>? verdicts = null)
    : Stage<GradeParams>(parameters, [items.Samples, answers, .. verdicts is null ? (IArtifact[])[] : [verdicts]])
{
    private readonly DataSet _items = items;
    private readonly Artifact<Answers> _answers = answers;
    private readonly Artifact<Judgements>? _verdicts = verdicts;

    public override string Label => $"Grade {who} {_items.Name}";

    public Artifact<Scores> Result => Output<Scores>("scores.json");

    public override async Task RunAsync(StageRun run, CancellationToken cancel) =>
        (await ScoreFile.GradeAsync(Params.Benchmark, run[_items.Samples], run[_answers], _verdicts is null ? null : run[_verdicts], cancel)).Write(run[Result]);
}
