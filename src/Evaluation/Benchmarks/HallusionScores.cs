using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>Answers of one kind: how many groups, and of those all right, all wrong, and neither.</summary>
/// <param name="Questions">Questions in them.</param>
/// <param name="Share">Mean share of right answers per group, 0…1.</param>
public sealed record HallusionCount(int Total, int Questions, int Correct, int Wrong, int Inconsistent, double Share)
{
    /// <summary>Percent of the groups that are all right; 0/0 stops the original, and this.</summary>
    public double Accuracy => Total > 0 ? 100.0 * Correct / Total : throw new DivideByZeroException("There is no such question in these results, so its accuracy is 0/0.");
}

/// <summary>Where failures come from: language hallucination, visual illusion, both.</summary>
public sealed record HallusionCauses(int Language, int Vision, int Mixed)
{
    /// <summary>Percent of all failures; 0/0 stops the original, and this.</summary>
    public (double Language, double Vision, double Mixed) Shares => Language + Vision + Mixed is > 0 and var all
        ? (100.0 * Language / all, 100.0 * Vision / all, 100.0 * Mixed / all)
        : throw new DivideByZeroException("No question was answered wrongly, so the causes of failure are 0/0.");
}

/// <summary>The official utils.py over a graded result file, or over its VD or VS part.</summary>
public sealed record HallusionScores
{
    public HallusionScores(IReadOnlyList<HallusionResult> results)
    {
        var doubled = results.GroupBy(item => $"{item.Key.FigureName}_{item.Key.Question}", StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (doubled is not null) throw new InvalidDataException($"Question {doubled.Key} stands twice in the results. Remove one.");
        if (results.FirstOrDefault(item => item.Check is not ("0" or "1" or "2")) is { } strange)
            throw new InvalidDataException($"Question {strange.Key}: the verdict '{strange.Check}' is none of 0 (wrong), 1 (right), 2 (unclear). Judge it again.");
        Questions = Count(results, item => $"{item.Key.FigureName}_{item.Key.Question}");
        Pairs = Count(results, item => item.Key.Pair);
        EasyPairs = Count(results.Where(item => !item.Key.IsHard), item => item.Key.Pair);
        HardPairs = Count(results.Where(item => item.Key.IsHard), item => item.Key.Pair);
        Figures = Count(results.Where(item => !item.Key.IsUnseen), item => item.Key.FigureName);
        QuestionCauses = Sum(results.Select(CauseOfOne));
        var originals = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in results.Where(item => item.Key.Figure == "0")) originals[item.Key.Pair] = item.Check;
        var causes = results.Select(item => (item.Key.Pair, Cause: Cause(item, item.Key.Figure == "0" ? "" : originals.TryGetValue(item.Key.Pair, out var original)
            ? original
            : throw new InvalidDataException($"Question {item.Key}: its original (figure 0) is not among the results, which the analysis of pairs needs.")))).ToList();
        FailureCauses = Sum(causes.Select(item => item.Cause));
        PairCauses = Sum(causes.GroupBy(item => item.Pair, StringComparer.Ordinal).Select(pair => (pair.Any(item => item.Cause.Language), pair.Any(item => item.Cause.Vision))));
        _results = results;
    }

    private readonly IReadOnlyList<HallusionResult> _results;

    public HallusionCount Questions { get; }

    public HallusionCount Pairs { get; }

    public HallusionCount EasyPairs { get; }

    public HallusionCount HardPairs { get; }

    public HallusionCount Figures { get; }

    /// <summary>By each question alone.</summary>
    public HallusionCauses QuestionCauses { get; }

    /// <summary>By each question beside its original: what the official table prints.</summary>
    public HallusionCauses FailureCauses { get; }

    public HallusionCauses PairCauses { get; }

    /// <summary>The yes/no bias as the original computes it: from whether an answer was right, compared with the truth, not from the answer.</summary>
    public double YesDifference => _results.Average(item => IsRight(item) == (item.Truth == "1") ? 1.0 : 0) - _results.Average(item => item.Truth == "1" ? 1.0 : 0);

    /// <summary>Of the wrong answers, the share whose truth is no.</summary>
    public double FalsePositives => _results.Where(item => !IsRight(item)).Select(item => item.Truth == "1" ? 0.0 : 1).ToList() is { Count: > 0 } wrong
        ? wrong.Average()
        : throw new DivideByZeroException("No question was answered wrongly, so the ratio of false positives is 0/0.");

    public static bool IsRight(string check, bool isUnseen) => check == "1" || (isUnseen && check == "2");

    private static bool IsRight(HallusionResult item) => IsRight(item.Check, item.Key.IsUnseen);

    /// <summary>Why a question failed, seen beside the verdict on its original (figure 0): by language, by vision, by both; neither where it did not.</summary>
    public static (bool Language, bool Vision) Cause(HallusionResult item, string original)
    {
        ArgumentNullException.ThrowIfNull(item);
        var (wrong, unclear, same) = (item.Check == "0", item.Check == "2", item.Same == "1");
        if (!wrong && !unclear) return (false, false);
        if (item.Key.Figure == "0") return item.Key.Category == "VD" ? (false, true) : (wrong, false);
        if (item.Key.Category == "VD") return original == "1" && wrong && same ? (true, true) : (false, true);
        return original switch
        {
            "0" when wrong && same => (true, false),
            "0" => (true, true),
            "2" => (false, true),
            _ when unclear || item.Key.Visual == "1" => (false, true),
            _ when item.Key.Visual == "2" => same ? (true, false) : (false, true),
            _ => throw new InvalidDataException($"Question {item.Key} has a figure but visual_input 0. Mend the result file."),
        };
    }

    private static (bool Language, bool Vision) CauseOfOne(HallusionResult item) => (item.Check, item.Key.Category) switch
    {
        ("1", _) => (false, false),
        (_, "VD") => item.Key.Figure == "0" || item.Check == "2" ? (false, true) : (true, true),
        ("0", _) => item.Key.Visual == "0" ? (true, false) : (true, true),
        _ => (false, item.Key.Visual != "0"),
    };

    private static HallusionCount Count(IEnumerable<HallusionResult> items, Func<HallusionResult, string> name)
    {
        var groups = items.GroupBy(name, StringComparer.Ordinal).Select(group => (All: group.Count(), Right: group.Count(IsRight))).ToList();
        var (correct, wrong) = (groups.Count(group => group.Right == group.All), groups.Count(group => group.Right == 0));
        return new HallusionCount(
            groups.Count, groups.Sum(group => group.All), correct, wrong, groups.Count - correct - wrong, groups.Count == 0 ? 0 : groups.Sum(group => group.Right / (double)group.All) / groups.Count);
    }

    private static HallusionCauses Sum(IEnumerable<(bool Language, bool Vision)> causes)
    {
        var counts = causes.ToLookup(cause => cause);
        return new HallusionCauses(counts[(true, false)].Count(), counts[(false, true)].Count(), counts[(true, true)].Count());
    }
}
