using Steering.Evaluation.Judges;
using Steering.Flow;

namespace Steering.Stages;

/// <param name="Judge">Who judges; the offline rule where nobody else was named.</param>
/// <param name="Round">Raised by one to have the same answers judged anew, when judgements failed or another opinion is wanted.</param>
public sealed record JudgeParams(IJudgedBenchmark Benchmark, IJudge Judge, int Round = 1);

/// <summary>A judge decides about each answer of one model; its verdicts are kept, so grading again asks nobody. A judgement that failed is written down as such.</summary>
public sealed class Judge(JudgeParams parameters, string who, DataSet items, Artifact<Answers> answers) : Stage<JudgeParams>(parameters, items.Samples, answers)
{
    private readonly DataSet _items = items;
    private readonly Artifact<Answers> _answers = answers;

    public override string Label => $"Judge {who} {_items.Name}";

    public Artifact<Judgements> Decided => Output<Judgements>("verdicts.jsonl");

    public override Task RunAsync(StageRun run, CancellationToken cancel) => Judging.RunAsync(
        Params.Benchmark, Params.Judge, run[_items.Samples], run[_answers], run[Decided],
        new JudgeMemory(run.Checkpoint.TryLoad, run.Checkpoint.IsDue, run.Checkpoint.Save), run.Progress.Report, cancel);
}
