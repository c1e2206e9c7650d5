using System.Diagnostics;

namespace Steering.Flow.Tests;

/// <summary>Who works at a key: one at a time, and never the dead.</summary>
public sealed class LeaseTests
{
    private const string Key = "0123";

    [Fact]
    public async Task A_stalled_owner_that_wakes_has_lost_its_lease_and_publishes_nothing()
    {
        using var one = new Bench { Clock = new ManualClock() };
        var clock = new ManualClock();
        using var other = new Bench(one.Root) { Clock = clock };
        var (started, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var stalled = one.BuildAsync(Named("one", async _ => { started.SetResult(); await gate.Task; }));
        await started.Task;
        var (report, log) = await clock.AdvanceUntilAsync(other.BuildAsync(Named("other", _ => Task.CompletedTask)));
        Assert.Equal(["Custom same"], log.Ran);
        Assert.InRange(clock.Elapsed, Leases.Silence, TimeSpan.MaxValue);
        Assert.Contains(log.Waited, whom => whom.Contains("another run in this process", StringComparison.Ordinal));
        gate.SetResult();
        var (late, lateLog) = await stalled;
        Assert.True(late.IsSuccess);
        Assert.Empty(lateLog.Ran);
        Assert.Contains(lateLog.Warnings, warning => warning.Contains("another process took it over", StringComparison.Ordinal));
        Assert.All([report, late], each => Assert.Equal("other", File.ReadAllText(Assert.Single(each.Manifests).Value is { Outputs: [var output] } ? one.Store.PathOf(output, one.Root) : "")));
        SoundStore.Check(one.StoreFolder);
        Assert.Empty(Directory.GetFiles(Path.Combine(one.StoreFolder, "leases")));
    }

    [Fact]
    public async Task An_owner_that_was_taken_over_stops_at_its_next_heartbeat()
    {
        var (mine, clock) = (new ManualClock(), new ManualClock());
        using var one = new Bench { Clock = mine };
        using var other = new Bench(one.Root) { Clock = clock };
        var started = new TaskCompletionSource();
        var stalled = one.BuildAsync(Named("one", cancel => { started.TrySetResult(); return Task.Delay(Timeout.Infinite, cancel); }));
        await started.Task;
        await clock.AdvanceUntilAsync(other.BuildAsync(Named("other", _ => Task.CompletedTask)));
        var (report, log) = await mine.AdvanceUntilAsync(stalled);
        Assert.True(report.IsSuccess);
        Assert.Empty(log.Ran);
    }

    [Fact]
    public async Task An_owner_whose_heart_beats_is_waited_for_however_long_it_takes()
    {
        var clock = new ManualClock();
        using var one = new Bench { Clock = clock };
        using var other = new Bench(one.Root) { Clock = clock };
        using var held = await one.Store.LeaseAsync(Key, _ => { }, CancellationToken.None);
        var waiting = other.Store.LeaseAsync(Key, _ => { }, CancellationToken.None);
        while (clock.Elapsed < Leases.Silence * 20)
        {
            clock.Advance(Leases.Beat);
            await Task.Yield();
        }
        Assert.False(waiting.IsCompleted);
        Assert.False(held.IsLost);
        held.Dispose();
        using var taken = await clock.AdvanceUntilAsync(waiting);
    }

    [LinuxFact]
    public async Task A_lease_of_a_process_that_is_dead_on_this_machine_is_taken_at_once()
    {
        using var bench = new Bench { Clock = new ManualClock() };
        using var process = Process.Start(new ProcessStartInfo("true"))!;
        await process.WaitForExitAsync();
        Leave(bench, LeaseOwner.Self() with { ProcessId = process.Id });
        using var lease = await bench.Store.LeaseAsync(Key, _ => Assert.Fail("nobody is to be waited for"), CancellationToken.None);
    }

    [LinuxFact]
    public async Task A_living_process_that_was_given_a_dead_ones_number_is_not_taken_for_it()
    {
        using var bench = new Bench { Clock = new ManualClock() };
        Leave(bench, LeaseOwner.Self() with { ProcessStart = "1" });
        using var lease = await bench.Store.LeaseAsync(Key, _ => Assert.Fail("nobody is to be waited for"), CancellationToken.None);
    }

    [Theory]
    [InlineData("another machine")]
    [InlineData("")]
    public async Task An_owner_elsewhere_or_without_a_name_is_followed_after_its_silence(string host)
    {
        var clock = new ManualClock();
        using var bench = new Bench { Clock = clock };
        if (host.Length > 0) Leave(bench, LeaseOwner.Self() with { Host = host, Place = host, ProcessId = 4711 });
        else File.WriteAllText(Directory.CreateDirectory(Path.Combine(bench.StoreFolder, "leases")).FullName + $"/{Key}.1", "half a wor");
        var waited = new List<string>();
        using var lease = await clock.AdvanceUntilAsync(bench.Store.LeaseAsync(Key, waited.Add, CancellationToken.None));
        Assert.Equal([host.Length > 0 ? "process 4711 on another machine" : "a process that has not said its name"], waited);
        Assert.InRange(clock.Elapsed, Leases.Silence, TimeSpan.MaxValue);
    }

    [LinuxFact]
    public async Task Of_many_that_wait_for_the_dead_exactly_one_wins_each_time()
    {
        const int waiters = 8, rounds = 25;
        var clock = new ManualClock();
        using var bench = new Bench { Clock = clock };
        using var process = Process.Start(new ProcessStartInfo("true"))!;
        await process.WaitForExitAsync();
        var stores = Enumerable.Range(0, waiters).Select(_ => Store.Open(bench.StoreFolder, clock)).ToArray();
        var (inside, worked) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            Leave(bench, LeaseOwner.Self() with { ProcessId = process.Id });
            using var start = new Barrier(waiters);
            await clock.AdvanceUntilAsync(Task.WhenAll(stores.Select(store => Task.Factory.StartNew(() => WorkAsync(store, start), TaskCreationOptions.LongRunning).Unwrap())));
        }
        Assert.Equal(waiters * rounds, worked);
        Assert.Empty(Directory.GetFiles(Path.Combine(bench.StoreFolder, "leases")));
        foreach (var store in stores) store.Dispose();

        async Task<bool> WorkAsync(Store store, Barrier start)
        {
            start.SignalAndWait();
            using var lease = await store.LeaseAsync(Key, _ => { }, CancellationToken.None);
            Assert.Equal(1, Interlocked.Increment(ref inside));
            lease.Renew();
            Interlocked.Increment(ref worked);
            Interlocked.Decrement(ref inside);
            return true;
        }
    }

    [LinuxFact]
    public async Task Two_processes_on_one_store_run_each_key_once()
    {
        using var bench = new Bench();
        using var one = new HostProcess(bench.Root);
        using var other = new HostProcess(bench.Root);
        var lines = (await Task.WhenAll(one.FinishAsync(), other.FinishAsync())).SelectMany(lines => lines).ToArray();
        Assert.True(one.ExitCode == 0 && other.ExitCode == 0, string.Join('\n', lines));
        var finished = lines.Where(line => line.StartsWith("finished ", StringComparison.Ordinal)).Select(line => line["finished ".Length..].Split(" peak ")[0]);
        Assert.Equal(bench.Store.Manifests().Select(manifest => manifest.Label).Order(StringComparer.Ordinal), finished.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.Combine(bench.StoreFolder, "leases")));
    }

    [LinuxFact]
    public async Task A_build_that_was_killed_at_work_is_followed_without_waiting()
    {
        using var bench = new Bench();
        using var killed = new HostProcess(bench.Root, "lingering");
        await killed.SeesAsync("progress Join lingering");
        killed.KillAlone();
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(bench.StoreFolder, "leases")));
        using var next = new HostProcess(bench.Root, "lingering");
        await next.SeesAsync("started Join lingering");
        Assert.DoesNotContain(next.Lines, line => line.StartsWith("waiting", StringComparison.Ordinal));
    }

    /// <summary>A lease as its owner left it.</summary>
    private static void Leave(Bench bench, LeaseOwner owner)
    {
        foreach (var room in (string[])["owners", "leases"]) Directory.CreateDirectory(Path.Combine(bench.StoreFolder, room));
        var file = Path.Combine(bench.StoreFolder, "owners", owner.Id);
        _ = bench.Store;   // opened before, so that it is not swept
        File.WriteAllText(file, owner.ToText() + "00000000000000000007\n");
        Assert.True(Posix.TryLink(file, Path.Combine(bench.StoreFolder, "leases", $"{Key}.1")));
    }

    private static Custom Named(string text, Func<CancellationToken, Task> work) => new(new JoinParams("same"), async (run, output, cancel) =>
    {
        await work(cancel);
        await File.WriteAllTextAsync(run[output], text, cancel);
    });
}
