namespace Steering.Flow.Tests;

/// <summary>Law 7: kill the process anywhere; the next run finishes with the same bytes.</summary>
public sealed class CrashTests
{
    private const int Kills = 200;
    private const int Lanes = 2;
    private const int KilledExit = 137;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [LinuxFact]
    public async Task A_host_killed_at_two_hundred_random_instants_always_finishes_with_the_same_bytes()
    {
        using var undisturbed = new Bench();
        var took = (await FinishAsync(undisturbed)).Single(line => line.StartsWith("took ", StringComparison.Ordinal));
        var (expected, longest) = (Outcome(undisturbed), int.Parse(took.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        var resumed = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => KillAsync(new Random(20261 + lane), Kills / Lanes, longest, expected))));
        Assert.True(resumed.Sum() > 0, "In no run was a kept state found: the instants were all too early or too late.");
    }

    /// <summary>Kills hosts until so many are dead; each pipeline is run until it is whole. Returns how often a stage went on from a kept state.</summary>
    private static async Task<int> KillAsync(Random chance, int kills, int longest, string expected)
    {
        var resumed = 0;
        while (kills > 0)
        {
            using var bench = new Bench();
            for (var isWhole = false; !isWhole; SoundStore.Check(bench.StoreFolder))
            {
                using var host = new HostProcess(bench.Root, "crash", $"{(kills > 0 ? chance.Next(1, longest) : 0)}");
                var lines = await host.FinishAsync();
                resumed += lines.Count(line => line.StartsWith("resuming ", StringComparison.Ordinal));
                isWhole = host.ExitCode == 0;
                if (isWhole) continue;
                Assert.True(host.ExitCode == KilledExit, string.Join('\n', lines));
                kills--;
            }
            Assert.Equal(expected, Outcome(bench));
            Assert.DoesNotContain(Directory.GetFileSystemEntries(bench.PathOf("datasets/toy")), path => path.Contains("edited", StringComparison.Ordinal));
            Assert.All((string[])["tmp", "leases", "owners", "checkpoints"], room => Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(bench.StoreFolder, room))));
        }
        return resumed;
    }

    private static async Task<IReadOnlyList<string>> FinishAsync(Bench bench)
    {
        using var host = new HostProcess(bench.Root, "crash", "0");
        var lines = await host.FinishAsync();
        Assert.True(host.ExitCode == 0, string.Join('\n', lines));
        return lines;
    }

    [LinuxFact]
    public async Task Children_die_with_a_killed_host()
    {
        using var bench = new Bench();
        using var host = new HostProcess(bench.Root);
        await host.SeesAsync("progress Join seed");
        host.KillAlone();
        await NoneOutlivesAsync(bench.Root);
    }

    [LinuxFact]
    public async Task Children_that_wait_for_work_die_with_a_killed_host()
    {
        using var bench = new Bench();
        using var host = new HostProcess(bench.Root, "lingering");
        await host.SeesAsync("progress Join lingering");
        Assert.InRange(HostProcess.ProcessesOf(Path.Combine(bench.StoreFolder, "code")).Count, 1, 2);   // all isolated stages are done
        host.KillAlone();
        await NoneOutlivesAsync(bench.Root);
    }

    [LinuxFact]
    public async Task A_killed_child_fails_its_stage_with_the_reason_and_the_next_run_goes_on()
    {
        var (expected, _) = await UndisturbedAsync();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            using var bench = new Bench();
            if (!await KilledInTimeAsync(bench)) continue;   // on a crowded machine the stage may end before the kill arrives
            using var again = new HostProcess(bench.Root);
            await again.FinishAsync();
            Assert.Equal(0, again.ExitCode);
            Assert.Equal(expected, Outcome(bench));
            return;
        }
        Assert.Fail("In 20 runs no child could be killed while its stage ran.");
    }

    private static async Task<bool> KilledInTimeAsync(Bench bench)
    {
        using var host = new HostProcess(bench.Root);
        await host.SeesAsync("progress Join seed");
        foreach (var child in HostProcess.ProcessesOf(Path.Combine(bench.StoreFolder, "code")))
        {
            using var process = System.Diagnostics.Process.GetProcessById(child);
            process.Kill();
        }
        var lines = await host.FinishAsync();
        if (host.ExitCode == 0) return false;
        Assert.Equal(1, host.ExitCode);
        Assert.Contains(lines, line => line.StartsWith("failed Join seed", StringComparison.Ordinal) && line.Contains("was killed", StringComparison.Ordinal));
        return true;
    }

    [LinuxFact]
    public async Task A_child_reports_progress_and_its_peak_memory()
    {
        using var bench = new Bench();
        using var host = new HostProcess(bench.Root);
        var lines = await host.FinishAsync();
        Assert.Contains(lines, line => line.StartsWith("progress Join seed 0", StringComparison.Ordinal));
        var manifest = bench.Store.Manifests().First(manifest => manifest.Label == "Join seed 0");
        Assert.InRange(manifest.Run.PeakMemoryBytes ?? 0, 1 << 20, 1L << 30);
        using var second = new HostProcess(bench.Root);
        Assert.Empty(await second.FinishAsync());
    }

    private static async Task NoneOutlivesAsync(string root)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (HostProcess.ProcessesOf(root).Count > 0)
        {
            Assert.True(clock.Elapsed < Patience, "a child outlived its parent");
            await Task.Delay(20);
        }
    }

    private static async Task<(string Outcome, int Milliseconds)> UndisturbedAsync()
    {
        using var bench = new Bench();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var host = new HostProcess(bench.Root);
        var lines = await host.FinishAsync();
        Assert.True(host.ExitCode == 0, string.Join('\n', lines));
        return (Outcome(bench), (int)clock.ElapsedMilliseconds);
    }

    /// <summary>Key and output digests of every result, and the exported bytes.</summary>
    private static string Outcome(Bench bench)
    {
        var results = bench.Store.Manifests().OrderBy(manifest => manifest.Key, StringComparer.Ordinal)
            .Select(manifest => $"{manifest.Label} {manifest.Key} {string.Join(' ', manifest.Outputs.Select(output => output.Digest))}");
        var outcome = string.Join('\n', results.Append(Digest.Of(bench.PathOf("datasets/toy/raw"))));
        bench.Reopen();
        return outcome;
    }
}
