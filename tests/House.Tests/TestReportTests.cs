using Steering.Build.Testing;

namespace Steering.House.Tests;

/// <summary>The last line of a test run is read by machines.</summary>
public sealed class TestReportTests
{
    private static readonly TestProject Project = new("Sample.Tests", "/nowhere/Sample.dll");

    [Fact]
    public void The_count_stands_alone_on_the_last_line()
    {
        var (lines, count) = Print([new("A.passes", Verdict.Passed, ""), new("A.fails", Verdict.Failed, "boom\nat line 3"), new("A.waits", Verdict.Skipped, "no GPU")], broken: null);
        Assert.Equal("1 passed, 1 failed, 1 skipped", lines[^1]);
        Assert.Equal(new TestCount(1, 1, 1), count);
        Assert.Contains("Skipped 1: no GPU", lines);
        Assert.Contains("Failed A.fails", lines);
    }

    [Fact]
    public void A_project_that_broke_counts_as_a_failure()
    {
        var (lines, _) = Print([new("A.passes", Verdict.Passed, "")], broken: "its runner ended with exit code 134");
        Assert.Equal("1 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Contains(lines, line => line.Contains("134", StringComparison.Ordinal));
    }

    [Fact]
    public void Outcomes_reasons_and_times_are_read_from_the_runner_s_file()
    {
        var file = Path.Combine(Path.GetTempPath(), $"steering-{Environment.ProcessId}.trx");
        File.WriteAllText(file, """
            <?xml version="1.0" encoding="utf-8"?>
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <Times creation="2026-01-01T00:00:00Z" start="2026-01-01T00:00:01Z" finish="2026-01-01T00:00:03.5Z" />
              <Results>
                <UnitTestResult testName="A.passes" outcome="Passed" />
                <UnitTestResult testName="A.waits" outcome="NotExecuted"><Output><ErrorInfo><Message>no GPU</Message></ErrorInfo></Output></UnitTestResult>
                <UnitTestResult testName="A.fails" outcome="Failed"><Output><ErrorInfo><Message>boom</Message><StackTrace>at A</StackTrace></ErrorInfo></Output></UnitTestResult>
                <UnitTestResult testName="A.hangs" outcome="Timeout" />
              </Results>
            </TestRun>
            """);
        try
        {
            var results = TestResults.Read(file);
            Assert.Equal([Verdict.Passed, Verdict.Skipped, Verdict.Failed, Verdict.Failed], results.Results.Select(result => result.Verdict));
            Assert.Equal(["", "no GPU", "boom\nat A", ""], results.Results.Select(result => result.Message));
            Assert.Equal(2.5, results.Seconds);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (string[] Lines, TestCount Count) Print(IReadOnlyList<TestResult> results, string? broken)
    {
        using var page = new StringWriter();
        var count = TestReport.Print(page, [new(Project, results, broken, 1)]);
        return (page.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), count);
    }
}
