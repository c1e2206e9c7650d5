namespace Steering.Build.Testing;

/// <summary>How many tests ended how.</summary>
internal sealed record TestCount(int Passed, int Failed, int Skipped);

/// <summary>What a person and a machine read at the end of a test run.</summary>
internal static class TestReport
{
    /// <summary>Skips with their reasons, failures in full, and as the last line <c>N passed, N failed, N skipped</c>.</summary>
    public static TestCount Print(TextWriter page, IReadOnlyList<ProjectResults> projects)
    {
        var all = projects.SelectMany(project => project.Results).ToArray();
        foreach (var reason in all.Where(test => test.Verdict == Verdict.Skipped).GroupBy(test => test.Message, StringComparer.Ordinal))
        {
            page.WriteLine($"\nSkipped {reason.Count()}: {(reason.Key.Length > 0 ? reason.Key : "no reason given")}");
            foreach (var test in reason.OrderBy(test => test.Name, StringComparer.Ordinal)) page.WriteLine($"  {test.Name}");
        }
        foreach (var test in all.Where(test => test.Verdict == Verdict.Failed)) page.WriteLine($"\nFailed {test.Name}\n  {test.Message.ReplaceLineEndings("\n  ")}");
        foreach (var project in projects.Where(project => project.Broken is not null)) page.WriteLine($"\nBroken {project.Project.Name}: {project.Broken}");
        if (all.Length == 0) page.WriteLine("\nNo test ran. That is a failure.");
        var broken = projects.Count(project => project.Broken is not null);
        var count = new TestCount(all.Count(test => test.Verdict == Verdict.Passed), all.Count(test => test.Verdict == Verdict.Failed) + broken, all.Count(test => test.Verdict == Verdict.Skipped));
        page.WriteLine();
        page.WriteLine($"{count.Passed} passed, {count.Failed} failed, {count.Skipped} skipped");
        page.Flush();
        return count;
    }
}
