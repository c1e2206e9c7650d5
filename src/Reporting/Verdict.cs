namespace Steering.Reporting;

/// <summary>What the numbers say to a claim.</summary>
public enum Verdict
{
    /// <summary>What would decide it has not been run, or this zoo cannot run it.</summary>
    NotRun,

    Holds,

    Fails,

    /// <summary>The interval reaches to both sides: more seeds or items would tell.</summary>
    Undecided,
}

/// <summary>Verdicts on several parts, put together to one.</summary>
public static class Verdicts
{
    /// <summary>
    /// All must hold. No correction for their number is due: the whole is claimed only where every part is shown at its own level
    /// (intersection-union test; Berger 1982), which is the stricter way.
    /// </summary>
    public static Verdict All(IReadOnlyList<Verdict> parts) =>
        parts.Contains(Verdict.Fails) ? Verdict.Fails
        : parts.Contains(Verdict.NotRun) || parts.Count == 0 ? Verdict.NotRun
        : parts.Contains(Verdict.Undecided) ? Verdict.Undecided
        : Verdict.Holds;

    /// <summary>One must hold.</summary>
    public static Verdict Any(IReadOnlyList<Verdict> parts) => Not(All([.. parts.Select(Not)]));

    public static Verdict Not(Verdict verdict) => verdict switch { Verdict.Holds => Verdict.Fails, Verdict.Fails => Verdict.Holds, _ => verdict };

    /// <summary>Not more than one may hold.</summary>
    public static Verdict AtMostOne(IReadOnlyList<Verdict> parts)
    {
        if (parts.Contains(Verdict.NotRun) || parts.Count == 0) return Verdict.NotRun;
        var (holds, open) = (parts.Count(part => part == Verdict.Holds), parts.Count(part => part == Verdict.Undecided));
        return holds > 1 ? Verdict.Fails : holds + open <= 1 ? Verdict.Holds : Verdict.Undecided;
    }

    /// <summary>More than half of those that were run must hold; while the undecided ones could tip it, it is undecided.</summary>
    public static Verdict MoreThanHalf(IReadOnlyList<Verdict> parts)
    {
        var run = parts.Where(part => part != Verdict.NotRun).ToList();
        var (holds, open) = (run.Count(part => part == Verdict.Holds), run.Count(part => part == Verdict.Undecided));
        if (run.Count == 0) return Verdict.NotRun;
        return 2 * holds > run.Count ? Verdict.Holds : 2 * (holds + open) <= run.Count ? Verdict.Fails : Verdict.Undecided;
    }

    /// <summary>As a table prints it.</summary>
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Fails => "fails",
        Verdict.Undecided => "undecided",
        _ => "not run",
    };
}
