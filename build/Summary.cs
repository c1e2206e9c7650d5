using Steering.Flow;

namespace Steering.Build;

/// <summary>What a person reads when a run has ended. Plain text: an up-to-date run must cost no drawing library.</summary>
internal static class Summary
{
    private const int SlowestShown = 5;

    /// <summary>Files by their path; tables in full, if that is wanted.</summary>
    public static void PrintResults(TextWriter page, RunReport report, IEnumerable<IArtifact> artifacts, bool inFull)
    {
        foreach (var artifact in artifacts.Where(artifact => artifact.Producer is not null))
        {
            var path = report.PathOf(artifact);
            if (inFull && path.EndsWith(".md", StringComparison.Ordinal)) page.WriteLine("\n" + File.ReadAllText(path).TrimEnd() + "\n");
            page.WriteLine($"-> {Path.GetRelativePath(Directory.GetCurrentDirectory(), path)}");
        }
    }

    /// <summary>One line for each chosen cell: its number with n and interval, then each seed's.</summary>
    public static void PrintCells(TextWriter page, RunReport report, IReadOnlyList<TableCell> cells)
    {
        if (cells.Count == 0) return;
        var names = cells.Select(cell => cell.ToString()).ToArray();
        var width = names.Max(name => name.Length);
        page.WriteLine();
        foreach (var (cell, name) in cells.Zip(names))
        {
            string[] paths = [.. cell.Parts.Select(part => report.PathOf(part.Result))];
            var parts = cell.Parts.Count > 1 ? "   " + string.Join(", ", cell.Parts.Zip(paths, (part, path) => $"{part.Name} {Numbers.Shown(part.Read(path).Value)}")) : "";
            page.WriteLine($"  {name.PadRight(width)}  {Numbers.Shown(cell.Sum(paths))}{parts}");
        }
    }

    /// <param name="isAccepted">True for the key of a result whose changed code was accepted without a rerun.</param>
    public static void PrintRun(TextWriter page, string name, string zoo, Graph graph, RunReport report, Func<string, bool> isAccepted)
    {
        var slowest = report.Ran.Select(node => (node.Label, report.Results[node].Manifest.Run.Seconds)).OrderByDescending(stage => stage.Seconds).Take(SlowestShown).ToArray();
        page.WriteLine();
        Row(page, "Result", $"{name} of zoo {zoo}");
        Row(page, "Stages", $"{report.Ran.Count} ran, {graph.Nodes.Count - report.Ran.Count - report.NotRun.Count - report.Failures.Count} reused"
            + (report.Failures.Count > 0 ? $", {report.Failures.Count} failed" : "") + (report.NotRun.Count > 0 ? $", {report.NotRun.Count} left out" : ""));
        if (report.Results.Values.Count(result => isAccepted(result.Key)) is > 0 and var accepted) Row(page, "Accepted", $"{accepted} stand on changed code that was accepted without a rerun; --target Why tells which and why");
        Row(page, "Time", Duration(report.Seconds));
        for (var at = 0; at < slowest.Length; at++) Row(page, at == 0 ? "Slowest" : "", $"{Duration(slowest[at].Seconds),9}  {slowest[at].Label}");
    }

    /// <summary>"0.4 s", "12 s", "3 min 05 s", "2 h 07 min".</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 9.95 => $"{seconds:0.0} s",
        < 59.5 => $"{seconds:0} s",
        < 3570 => $"{(int)Math.Round(seconds) / 60} min {(int)Math.Round(seconds) % 60:00} s",
        _ => $"{(int)Math.Round(seconds / 60) / 60} h {(int)Math.Round(seconds / 60) % 60:00} min",
    };

    private static void Row(TextWriter page, string name, string value) => page.WriteLine($"  {name,-8} {value}");
}
