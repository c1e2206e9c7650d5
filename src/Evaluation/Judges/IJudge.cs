namespace Steering.Evaluation.Judges;

/// <summary>Who judges answers that no rule can. A value: it is part of the key of what it decided.</summary>
public interface IJudge
{
    /// <summary>What a table says of it, behind "judged by".</summary>
    string Label { get; }

    /// <summary>One verdict for each answer, in order; a judgement that failed is among them, without a decision.</summary>
    /// <exception cref="InvalidOperationException">No judgement can succeed: a wrong key, no such address.</exception>
    Task<IReadOnlyList<Verdict>> JudgeAsync(IJudgedBenchmark benchmark, IReadOnlyList<JudgedAnswer> answers, CancellationToken cancel);
}

/// <summary>
/// The benchmark's own rule instead of a judge: offline, free, equal on every machine. Not the official metric: it reads short answers well and
/// sentences badly, so its numbers stand beside one another, not beside a paper's.
/// </summary>
public sealed record RuleJudge : IJudge
{
    public string Label => "an offline rule, not the official judge";

    public Task<IReadOnlyList<Verdict>> JudgeAsync(IJudgedBenchmark benchmark, IReadOnlyList<JudgedAnswer> answers, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        return Task.FromResult<IReadOnlyList<Verdict>>([.. answers.Select(benchmark.JudgeByRule)]);
    }
}
