using Steering.Reporting;

namespace Steering.Stages;

/// <summary>How several tests make one.</summary>
public enum Quantifier
{
    All,
    Any,
    None,
    MoreThanHalf,
    AtMostOne,
}

/// <summary>Several tests at once. Parts that this zoo cannot run are left out and told where <paramref name="SkipsMissing"/>; otherwise one missing part leaves the whole not run.</summary>
public sealed record Several(Quantifier Quantifier, IReadOnlyList<ClaimTest> Parts, bool SkipsMissing = false) : ClaimTest
{
    private const int Told = 6;   // parts that a reader is shown

    public override IReadOnlyList<CellName> Cells => [.. Parts.SelectMany(part => part.Cells).Distinct()];

    public override IReadOnlyList<CountedMethod> Counts => [.. Parts.SelectMany(part => part.Counts).Distinct()];

    public override IReadOnlyList<string> Attention => [.. Parts.SelectMany(part => part.Attention).Distinct()];

    public override IReadOnlyList<string> Landscapes => [.. Parts.SelectMany(part => part.Landscapes).Distinct()];
    public override IReadOnlyList<string> Clocks => [.. Parts.SelectMany(part => part.Clocks).Distinct()];

    public override IReadOnlyList<string> Figures => [.. Parts.SelectMany(part => part.Figures).Distinct()];

    public override string Words => Parts.Count == 1 && Quantifier == Quantifier.All
        ? Parts[0].Words
        : $"{Quantifier switch { Quantifier.All => "all of", Quantifier.Any => "one of", Quantifier.None => "none of", Quantifier.AtMostOne => "at most one of", _ => "more than half of" }}: {string.Join("; ", Parts.Take(Told).Select(part => part.Words))}{(Parts.Count > Told ? $" … ({Parts.Count} parts)" : "")}";

    public override Finding Decide(Evidence evidence)
    {
        var found = Parts.Select(part => part.Decide(evidence)).ToList();
        var run = SkipsMissing ? found.Where(one => one.Verdict != Verdict.NotRun).ToList() : found;
        List<Verdict> verdicts = [.. run.Select(one => one.Verdict)];
        var verdict = Quantifier switch
        {
            Quantifier.All => Verdicts.All(verdicts),
            Quantifier.Any => Verdicts.Any(verdicts),
            Quantifier.None => Verdicts.Not(Verdicts.Any(verdicts)),
            Quantifier.AtMostOne => Verdicts.AtMostOne(verdicts),
            _ => Verdicts.MoreThanHalf(verdicts),
        };
        if (run.Count == 0 || verdict == Verdict.NotRun) return Finding.NotRun(found.FirstOrDefault(one => one.Verdict == Verdict.NotRun)?.Numbers ?? "there is nothing to decide it by");
        string Count(Verdict of) => $"{verdicts.Count(one => one == of)} {(of == Verdict.Holds ? "hold" : of == Verdict.Fails ? "fail" : "undecided")}";
        var told = (run.Count > Told ? $"{Count(Verdict.Holds)}, {Count(Verdict.Fails)}, {Count(Verdict.Undecided)} of {run.Count} parts, such as " : "") + string.Join("; ", run.Take(Told).Select(one => one.Numbers)) + (run.Count < found.Count ? $" ({found.Count - run.Count} of {found.Count} parts are not in this zoo)" : "");
        return new Finding(verdict, told, verdict == Verdict.Undecided ? [.. run.SelectMany(one => one.Rows).Distinct()] : []);
    }
}
