using System.Diagnostics;

namespace Steering.Flow.Tests;

/// <summary>Children that misbehave, played by the shell.</summary>
public sealed class ChildProcessTests
{
    [LinuxFact]
    public async Task A_child_that_ends_badly_is_told_with_its_last_words()
    {
        var message = await FailureAsync("echo noise; echo '{\"fraction\":\"x\"}'; echo trouble >&2; exit 3");
        Assert.Contains("'Join x' ended with exit code 3 and no result", message, StringComparison.Ordinal);
        Assert.Contains("trouble", message, StringComparison.Ordinal);
        Assert.Contains("noise", message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task A_child_s_own_error_is_passed_on() =>
        Assert.Equal("'Join x' failed: the loss is not a number", await FailureAsync("echo '{\"error\":\"the loss is not a number\",\"detail\":\"at step 3\",\"disk\":false}'; exit 1"));

    [LinuxFact]
    public async Task A_child_that_met_a_full_disk_is_told_as_such() =>
        Assert.Contains("The disk is full at", await FailureAsync("echo '{\"error\":\"No space left on device\",\"detail\":\"\",\"disk\":true}'; exit 1"), StringComparison.Ordinal);

    [LinuxFact]
    public async Task Success_without_the_last_line_is_no_success() =>
        Assert.Contains("no result", await FailureAsync("exit 0"), StringComparison.Ordinal);

    [LinuxFact]
    public async Task A_cancelled_child_is_killed_at_once()
    {
        using var bench = new Bench();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var clock = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(bench, "exec sleep 30", stop.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
    }

    [LinuxFact]
    public async Task Children_run_from_a_copy_that_a_rebuild_cannot_touch()
    {
        using var bench = new Bench();
        bench.Write("program/app.txt", "first build");
        var (folders, count) = (new List<string>(), 0);
        async Task Run()
        {
            using var children = new ChildProcess(bench.Store, bench.PathOf("program"), request => { folders.Add(request.CodeFolder); return Shell("exit 1"); });
            await new Scheduler(bench.Context, bench.Capacity, Bench.InProcess, children).RunAsync(Graph.Of(Heavy($"{count++}")), CancellationToken.None);
        }
        await Run();
        await Run();
        bench.Write("program/app.txt", "second build");
        await Run();
        Assert.Equal(folders[0], folders[1]);
        Assert.NotEqual(folders[0], folders[2]);
        Assert.Equal("first build", File.ReadAllText(Path.Combine(folders[0], "app.txt")));
        Assert.Equal("second build", File.ReadAllText(Path.Combine(folders[2], "app.txt")));
    }

    private static async Task<string> FailureAsync(string script)
    {
        using var bench = new Bench();
        var report = await RunAsync(bench, script, CancellationToken.None);
        return Assert.Single(report.Failures).Error.Message;
    }

    private static async Task<RunReport> RunAsync(Bench bench, string script, CancellationToken cancel)
    {
        bench.Write("program/app.txt", "app");
        using var children = new ChildProcess(bench.Store, bench.PathOf("program"), _ => Shell(script));
        return await new Scheduler(bench.Context, bench.Capacity, Bench.InProcess, children).RunAsync(Graph.Of(Heavy("x")), cancel);
    }

    private static Join Heavy(string name) => new(new JoinParams(name)) { Demand = Resources.Heavy(gigabytes: 0.1) };

    private static ProcessStartInfo Shell(string script) => new("/bin/sh", ["-c", script]);
}
