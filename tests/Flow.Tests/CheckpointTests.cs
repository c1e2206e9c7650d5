namespace Steering.Flow.Tests;

/// <summary>What a stage keeps of its work, and who finds it again.</summary>
public sealed class CheckpointTests
{
    private const string Key = "0123";

    [Fact]
    public async Task A_stage_that_broke_off_goes_on_where_it_was_and_says_so()
    {
        using var other = new Bench();
        var undisturbed = Toy(null);
        var expected = Digest.Of((await other.MakeAsync(undisturbed)).Report!.PathOf(undisturbed.Pages));
        using var bench = new Bench();
        var (broken, _) = await bench.BuildAsync(Toy(diesAfter: 13));
        Assert.Contains("broke off", broken.Failures[0].Error.Message, StringComparison.Ordinal);
        var graph = Graph.Of(Toy(null));
        Assert.Contains(Why.Explain(bench.Context, graph, graph.Nodes[^1]), line => line.Contains("it goes on at step 10/20", StringComparison.Ordinal));
        var target = Toy(diesAfter: 11);   // from the beginning it would break off again
        var log = await bench.MakeAsync(target);
        Assert.Equal(["Tally toy from step 10/20"], log.Resumed);
        Assert.Equal(expected, Digest.Of(log.Report!.PathOf(target.Pages)));
        var manifest = bench.Store.Manifests().Single(manifest => manifest.Label == "Tally toy");
        Assert.True(manifest.Run.SecondsBefore > 0);
        Assert.Equal(manifest.Run.SecondsBefore + manifest.Run.Seconds, manifest.Run.TotalSeconds);
        Assert.False(Directory.Exists(bench.Store.CheckpointPath(manifest.Key)));
        Assert.DoesNotContain(Directory.EnumerateFiles(bench.StoreFolder, "state.txt", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public async Task A_cancelled_run_leaves_its_last_whole_state_and_nothing_half()
    {
        using var bench = new Bench();
        using var stop = new CancellationTokenSource();
        var target = Toy(null, steps: 4000);
        var running = new Scheduler(bench.Context, bench.Capacity, Bench.InProcess, Bench.InProcess).RunAsync(Graph.Of(target), stop.Token);
        var folder = Path.Combine(bench.StoreFolder, "checkpoints");
        while (!Directory.Exists(folder) || Directory.GetDirectories(folder).Sum(key => Directory.GetDirectories(key).Length) < 2) await Task.Delay(1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var kept = Assert.Single(Directory.GetDirectories(folder));
        Assert.All(Directory.GetDirectories(kept), state => Assert.Matches("^[0-9]+$", Path.GetFileName(state)));
        Assert.NotNull(new StageCheckpoint(kept, TimeProvider.System).TryLoad());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(bench.StoreFolder, "tmp")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(bench.StoreFolder, "leases")));
        Assert.DoesNotContain(bench.Store.Manifests(), manifest => manifest.Label == target.Label);
    }

    [Fact]
    public async Task Nothing_kept_by_other_code_or_other_inputs_is_found()
    {
        using var bench = new Bench();
        await bench.BuildAsync(Toy(diesAfter: 13));
        bench.Code = "code-2";
        Assert.Empty((await bench.MakeAsync(Toy(null))).Resumed);
        Assert.Empty((await bench.MakeAsync(Toy(null, input: "other"))).Resumed);
        bench.Code = "code-1";
        Assert.Single((await bench.MakeAsync(Toy(null))).Resumed);
    }

    [Theory]
    [InlineData("state.txt", "")]
    [InlineData("state.txt", "9")]
    [InlineData("sum", "")]
    [InlineData("sum", "00\nnote\n1\n")]
    public void Of_a_torn_state_the_one_before_is_used(string file, string now)
    {
        using var folder = new Temporary();
        var kept = new StageCheckpoint(folder.Path, TimeProvider.System);
        for (var step = 1; step <= 3; step++) Assert.True(Keep(kept, step));
        Assert.Equal("3", Loaded(kept));
        File.WriteAllText(Path.Combine(folder.Path, "3", file), now);
        Assert.Equal("2", Loaded(kept));
        Directory.Delete(Path.Combine(folder.Path, "3"), recursive: true);
        File.Delete(Path.Combine(folder.Path, "2", "state.txt"));
        Assert.Null(kept.TryLoad());
    }

    [Fact]
    public void Two_states_are_kept_and_what_a_killed_process_left_half_written_is_removed()
    {
        using var folder = new Temporary();
        var kept = new StageCheckpoint(folder.Path, TimeProvider.System);
        Directory.CreateDirectory(Path.Combine(folder.Path, "part-1-7"));
        Assert.Null(kept.TryLoad());
        for (var step = 1; step <= 4; step++) Keep(kept, step);
        Assert.Equal(["3", "4"], Directory.GetDirectories(folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_state_that_fails_to_be_written_costs_nothing_but_itself()
    {
        using var folder = new Temporary();
        var kept = new StageCheckpoint(folder.Path, TimeProvider.System);
        Keep(kept, 1);
        Assert.False(kept.Save("step 2", _ => throw new IOException("no room")));
        Assert.Equal("1", Loaded(kept));
        Assert.Throws<InvalidOperationException>(() => kept.Save("step 2", _ => throw new InvalidOperationException("a mistake of the stage")));
    }

    [Fact]
    public void A_state_is_due_after_half_a_minute()
    {
        using var folder = new Temporary();
        var clock = new ManualClock();
        var kept = new StageCheckpoint(folder.Path, clock);
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(kept.IsDue());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(kept.IsDue());
        Keep(kept, 1);
        Assert.False(kept.IsDue());
        clock.Advance(TimeSpan.FromSeconds(30));
        Keep(kept, 2);
        Assert.Equal(60, StageCheckpoint.Latest(folder.Path)!.Value.Seconds, 1e-6);
        Assert.False(StageCheckpoint.None.IsDue());
    }

    [SmallDiskFact]
    public void A_full_disk_costs_the_state_and_not_the_run()
    {
        using var disk = SmallDisk.TryMount(1 << 20)!;
        var kept = new StageCheckpoint(Path.Combine(disk.Folder, Key), TimeProvider.System);
        Assert.True(kept.Save("step 1", folder => File.WriteAllBytes(Path.Combine(folder, "big"), new byte[400 << 10])));
        Assert.False(kept.Save("step 2", _ => Assert.Fail("there is no room for two more, and results go first")));
        Assert.False(new StageCheckpoint(Path.Combine(disk.Folder, "another"), TimeProvider.System).Save("step 1", folder => File.WriteAllBytes(Path.Combine(folder, "big"), new byte[2 << 20])));
        Assert.NotNull(kept.TryLoad());
    }

    [Fact]
    public async Task A_kept_state_of_a_key_that_has_a_result_is_swept()
    {
        using var bench = new Bench();
        await bench.MakeAsync(Toy(null));
        var left = bench.Store.CheckpointPath(bench.Store.Manifests()[0].Key);
        Keep(new StageCheckpoint(left, TimeProvider.System), 1);
        Keep(new StageCheckpoint(bench.Store.CheckpointPath(Key), TimeProvider.System), 1);
        bench.Reopen();
        Assert.False(Directory.Exists(bench.Store.CheckpointPath(Path.GetFileName(left))));
        Assert.True(Directory.Exists(bench.Store.CheckpointPath(Key)));
    }

    private static bool Keep(StageCheckpoint kept, int step) => kept.Save($"step {step}", folder => File.WriteAllText(Path.Combine(folder, "state.txt"), $"{step}"));

    private static string Loaded(StageCheckpoint kept) => File.ReadAllText(Path.Combine(kept.TryLoad()!, "state.txt"));

    private static Tally Toy(int? diesAfter, string input = "input", int steps = 20) => new(new TallyParams(steps, "toy", IsHeavy: false), new Write(new WriteParams(input)).Text) { DiesAfter = diesAfter };

    private sealed class Temporary : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("checkpoint-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
