using Steering.Flow;

namespace Steering.Build.Views;

/// <summary>What a run would do, why, how long it would take and what it would hold, as a person reads it.</summary>
internal static class PlanView
{
    private const int MostRoots = 3;
    private const int MostLines = 2;
    private const double WorthTelling = 0.01;

    private static readonly Heading[] Headings =
        [new("stages"), new("n", IsNumber: true), new("why"), new("time p50", IsNumber: true), new("p90", IsNumber: true), new("memory p50", IsNumber: true), new("p90", IsNumber: true), new("from")];

    /// <param name="expect">What a stage will take; null where nothing is known of it.</param>
    /// <param name="isFull">True: every stage on a line of its own.</param>
    public static void Print(TextWriter page, string name, Plan plan, Func<StageNode, Expectation?> expect, Capacity capacity, bool isFull)
    {
        var open = plan.ToRun.ToArray();
        if (plan.Stages.Count(stage => stage.Standing == Standing.Elsewhere) is > 0 and var fetched) page.WriteLine($"{fetched} result{(fetched == 1 ? "" : "s")} would come from the shared store.");
        if (open.Length == 0)
        {
            page.WriteLine($"{name} is up to date: {plan.Stages.Count} stages, nothing to run.");
            return;
        }
        page.WriteLine($"{name}: {open.Length} of {plan.Stages.Count} stages would run.\n");
        var groups = PlanGroups.Of(plan).Groups;
        Sheet.Print(page, Headings, isFull
            ? [.. groups.SelectMany(group => group.Stages.Select(stage => Row(group with { Name = stage.Node.Label, Stages = [stage] }, expect)))]
            : [.. groups.Select(group => Row(group, expect))]);
        PrintTime(page, plan, expect, capacity, open);
    }

    private static string[] Row(PlanGroup group, Func<StageNode, Expectation?> expect)
    {
        var known = group.Stages.Select(stage => expect(stage.Node)).OfType<Expectation>().ToArray();
        var peaks = known.Select(expected => expected.PeakBytes).OfType<Spread>().ToArray();
        return
        [
            group.Name, $"{group.Stages.Count}", Reason(group),
            .. known.Length == 0 ? ["?", "?"] : (string[])[Summary.Duration(known.Sum(expected => expected.Seconds.P50)), Summary.Duration(known.Sum(expected => expected.Seconds.P90))],
            .. peaks.Length == 0 ? ["", ""] : (string[])[Amounts.Bytes(peaks.Max(peak => peak.P50)), Amounts.Bytes(peaks.Max(peak => peak.P90))],
            From(group, known),
        ];
    }

    /// <summary>"rate 2e-3 → 1e-3", or "because Tune LoRA seed * will change".</summary>
    public static string Reason(PlanGroup group)
    {
        if (group.Own is { } own) return Some(own.Lines, MostLines);
        var told = string.Join(", ", group.Because.Take(MostRoots).Select(root => root.Since is null ? $"{root.Name} will change" : $"{root.Name} changed: {Some(root.Lines, MostLines)}"));
        return $"because {told}{(group.Because.Count > MostRoots ? $" and {group.Because.Count - MostRoots} more" : "")}";
    }

    /// <summary>The first of many lines, and how many are left.</summary>
    private static string Some(IReadOnlyList<string> lines, int most) =>
        string.Join("; ", lines.Take(most)) + (lines.Count > most ? $"; {lines.Count - most} more" : "");

    private static string From(PlanGroup group, Expectation[] known)
    {
        if (known.Length == 0) return "no history";
        if (known.All(expected => expected.Runs == 0)) return "calculated";
        var farthest = known.Max(expected => expected.Likeness) switch
        {
            Likeness.Same => "its own",
            Likeness.SameParameters => "equal parameters",
            Likeness.OtherSeed => "other seeds",
            Likeness.OtherRate => "other rates",
            Likeness.SameLabel => "other parameters",
            _ => "its kind only",
        };
        var runs = known.Min(expected => expected.Runs);
        return $"{runs} run{(runs == 1 ? "" : "s")}, {farthest}{(known.Length < group.Stages.Count ? $"; {group.Stages.Count - known.Length} unknown" : "")}";
    }

    private static void PrintTime(TextWriter page, Plan plan, Func<StageNode, Expectation?> expect, Capacity capacity, PlannedStage[] open)
    {
        double Middle(StageNode node) => expect(node)?.Seconds.P50 ?? 0;
        var (usual, slow) = (Makespan.Of(plan, capacity, Middle), Makespan.Of(plan, capacity, node => expect(node)?.Seconds.P90 ?? 0));
        page.WriteLine();
        if (Array.TrueForAll(open, stage => expect(stage.Node) is null))
        {
            page.WriteLine("  How long it takes is not known: no stage of these kinds ever ran here.");
            return;
        }
        if (open.Any(stage => stage.Node.Stage.Needs.Gpus > capacity.Gpus))
        {
            page.WriteLine("  This machine lacks the GPUs that they need, so it cannot run them; the time on others is told below.");
            return;
        }
        page.WriteLine($"  Time on {capacity.Cores} core{(capacity.Cores == 1 ? "" : "s")} and {Amounts.Bytes(capacity.MemoryBytes)}{(capacity.Gpus > 0 ? $", {capacity.Gpus} GPU" : "")}: "
            + $"{Summary.Duration(usual.Seconds)} (p50), {Summary.Duration(slow.Seconds)} (if every stage takes its p90)");
        var length = usual.CriticalPath.Sum(Middle);
        page.WriteLine($"  Longest chain: {Summary.Duration(length)} through "
            + string.Join(" → ", usual.CriticalPath.Where(node => Middle(node) >= WorthTelling * length).Select(node => $"{node.Label} ({Summary.Duration(Middle(node))})")));
        var unknown = open.Where(stage => expect(stage.Node) is null).Select(stage => stage.Node.Kind).GroupBy(kind => kind, StringComparer.Ordinal).Select(kind => $"{kind.Key} ×{kind.Count()}").ToArray();
        if (unknown.Length > 0) page.WriteLine($"  No history, counted as no time: {string.Join(", ", unknown)}");
        if (open.Any(stage => stage.Standing == Standing.Waiting)) page.WriteLine("  What only follows others runs if what it reads comes out changed.");
    }
}
