using Steering.Data;
using Steering.Data.Sources;
using Steering.Evaluation.Judges;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// HallusionBench (Guan et al. 2024): yes or no about a picture, an edited twin of it, and with no picture at all; answers are judged as right,
/// wrong or unclear. The column is the paper's "hard accuracy": pairs (equal question) of which every edited picture is answered rightly; the
/// accuracies per question, pair, figure and easy pair stand beside it, with what the failures come from.
/// </summary>
public sealed record HallusionBench : IJudgedBenchmark
{
    public string Name => "HallusionBench";

    public string Dataset => "HallusionBench";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"{(sample.Image is null ? "" : "<image>\n")}{sample.Turns[0].Question}", sample.Image);
    }

    public double Grade(Sample sample, string answer) => Score(sample, Verdict(sample, answer));

    public string Verdict(Sample sample, string answer) => HallusionJudgement.ByRule(sample, answer);

    /// <summary>Right is right; without a picture unclear is right as well.</summary>
    public double Score(Sample sample, string verdict)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return HallusionScores.IsRight(HallusionJudgement.Check(verdict), HallusionKey.Parse(sample.Id)?.IsUnseen ?? false) ? 1 : 0;
    }

    public IReadOnlyList<JudgedAnswer> Pose(IReadOnlyList<(Sample Sample, string Answer)> answers) => HallusionJudgement.Pose(answers);

    public Verdict JudgeByRule(JudgedAnswer item) => HallusionJudgement.JudgeByRule(item);

    public Task<Verdict> JudgeAsync(JudgedAnswer item, JudgeChat chat, CancellationToken cancel) => HallusionJudgement.JudgeAsync(item, chat, cancel);

    public double Sum(IReadOnlyList<Graded> graded) => Groups(graded.Where(IsHard), key => key.Pair);

    /// <summary>Accuracy per question, pair, figure and easy pair; of the failures, shares of language, vision and both; accuracy by category.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded)
    {
        if (graded.Count == 0) return [];
        var seen = graded.Where(item => HallusionKey.Parse(item.Id) is not { IsUnseen: true });
        return
        [
            ("aAcc", graded.Percent()), ("qAcc", Groups(graded, key => key.Pair)), ("fAcc", Groups(seen, key => key.FigureName)),
            ("easy", Groups(graded.Where(item => HallusionKey.Parse(item.Id) is { IsHard: false }), key => key.Pair)), ("hard", Sum(graded)),
            .. Failures(graded), .. graded.PercentByCategory(),
        ];
    }

    private static bool IsHard(Graded item) => HallusionKey.Parse(item.Id) is not { IsHard: false };

    /// <summary>Percent of the groups in which all is right; an item whose id is none of the data set's stands alone.</summary>
    private static double Groups(IEnumerable<Graded> items, Func<HallusionKey, string> name)
    {
        var groups = items.Select((item, index) => (item.Score, Name: HallusionKey.Parse(item.Id) is { } key ? name(key) : $"{index}"))
            .GroupBy(item => item.Name, StringComparer.Ordinal).Select(group => group.All(item => item.Score > 0.5)).ToList();
        return groups.Count == 0 ? 0 : 100.0 * groups.Count(right => right) / groups.Count;
    }

    private static IEnumerable<(string Name, double Value)> Failures(IReadOnlyList<Graded> graded)
    {
        var judged = graded.Where(item => item.Verdict is not null && HallusionKey.Parse(item.Id) is not null)
            .Select(item => new HallusionResult(HallusionKey.Parse(item.Id)!, "", HallusionJudgement.Check(item.Verdict!), HallusionJudgement.IsSame(item.Verdict!) ? "1" : "0")).ToList();
        var originals = judged.Where(item => item.Key.Figure == "0").GroupBy(item => item.Key.Pair, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last().Check, StringComparer.Ordinal);
        var causes = judged.Where(item => item.Key.Figure == "0" || originals.ContainsKey(item.Key.Pair))
            .Select(item => HallusionScores.Cause(item, originals.GetValueOrDefault(item.Key.Pair, ""))).Where(cause => cause != (false, false)).ToList();
        if (causes.Count == 0) return [];
        return
        [
            ("failures of language", 100.0 * causes.Count(cause => cause is (true, false)) / causes.Count),
            ("failures of vision", 100.0 * causes.Count(cause => cause is (false, true)) / causes.Count),
            ("failures of both", 100.0 * causes.Count(cause => cause is (true, true)) / causes.Count),
        ];
    }
}
