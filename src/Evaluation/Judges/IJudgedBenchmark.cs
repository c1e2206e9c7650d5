using Steering.Data;

namespace Steering.Evaluation.Judges;

/// <summary>An answer as a judge sees it.</summary>
/// <param name="Compared">Another answer of the same model that it is compared with; null where there is none.</param>
public sealed record JudgedAnswer(Sample Sample, string Answer, string? Compared);

/// <summary>What was decided about one answer.</summary>
/// <param name="Id">The question.</param>
/// <param name="Decision">In the benchmark's own words; null if the judgement failed: then the answer has no score, which is not the score 0.</param>
/// <param name="Reply">The judge's last words, as they came.</param>
/// <param name="Calls">How often the judge was asked.</param>
/// <param name="Failure">Why there is no decision; empty where there is one.</param>
public sealed record Verdict(string Id, string? Decision, string Reply, int Calls, string Failure = "");

/// <summary>One message to a judge.</summary>
/// <param name="Temperature">Null leaves it to the judge's default, as some official scripts do.</param>
/// <param name="MaxTokens">Longest reply; null leaves it open.</param>
public sealed record JudgeCall(string Prompt, double? Temperature = null, int? MaxTokens = null);

/// <summary>Puts one message to a judge.</summary>
/// <exception cref="RateLimitException">The judge is busy; the wait is over, the question may be put anew.</exception>
/// <exception cref="JudgementFailedException">No reply came, and none will.</exception>
public delegate Task<string> JudgeChat(JudgeCall call, CancellationToken cancel);

/// <summary>The judge refused for the moment, and has been waited for.</summary>
public sealed class RateLimitException(string message) : Exception(message);

/// <summary>One answer cannot be judged; others may.</summary>
public sealed class JudgementFailedException(string message) : Exception(message);

/// <summary>A benchmark whose official scorer asks a judge.</summary>
public interface IJudgedBenchmark : IBenchmark
{
    /// <summary>All answers of a model as the judge is shown them, in order.</summary>
    IReadOnlyList<JudgedAnswer> Pose(IReadOnlyList<(Sample Sample, string Answer)> answers);

    /// <summary>The offline rule that stands in for the judge; it never fails.</summary>
    Verdict JudgeByRule(JudgedAnswer item);

    /// <summary>The official conversation about one answer.</summary>
    Task<Verdict> JudgeAsync(JudgedAnswer item, JudgeChat chat, CancellationToken cancel);

    /// <summary>0…1, by a verdict's decision.</summary>
    double Score(Sample sample, string verdict);
}
