namespace Steering.Flow.Tests;

public sealed class SchedulerTests
{
    [Fact]
    public async Task Slots_are_never_exceeded_and_are_used()
    {
        using var bench = new Bench { Capacity = new Capacity(Cores: 4, MemoryBytes: 1000, Gpus: 2) };
        var watch = new Occupancy();
        IStage Stage(int index) => watch.Watched($"{index}", new Resources(Cores: 1 + index % 3, MemoryBytes: 100 + index % 5 * 150, Gpus: index % 4 == 0 ? 1 : 0));
        await bench.MakeAsync([.. Enumerable.Range(0, 24).Select(Stage)]);
        Assert.InRange(watch.MostCores, 2, 4);
        Assert.InRange(watch.MostMemory, 1, 1000);
        Assert.InRange(watch.MostGpus, 1, 2);
    }

    [Fact]
    public async Task A_stage_that_asks_for_more_than_there_is_runs_alone()
    {
        using var bench = new Bench { Capacity = new Capacity(Cores: 2, MemoryBytes: 1000) };
        var watch = new Occupancy();
        await bench.MakeAsync(watch.Watched("big", new Resources(64, 1L << 40)), watch.Watched("small", new Resources(1, 10)));
        Assert.Equal(1, watch.MostAtOnce);
    }

    [Fact]
    public async Task A_stage_that_needs_an_absent_gpu_is_refused_before_anything_runs()
    {
        using var bench = new Bench();
        var error = await Assert.ThrowsAsync<FlowException>(() => bench.BuildAsync(new Write(new WriteParams("a")), new Join(new JoinParams("x")) { Demand = Resources.Training(gpus: 1) }));
        Assert.Contains("needs 1 GPU", error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Store.Manifests());
    }

    [Fact]
    public async Task A_failure_cancels_running_siblings_and_keeps_finished_ones()
    {
        using var bench = new Bench { Capacity = new Capacity(3, 1L << 30) };
        var (log, running) = (new Log(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var slow = new Custom(new JoinParams("slow"), async (_, _, cancel) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        });
        var broken = new Custom(new JoinParams("broken"), async (_, _, cancel) =>
        {
            await running.Task.WaitAsync(cancel);
            while (log.Ran.Count == 0) await Task.Delay(1, cancel);   // a manifest alone is not yet the end of its run
            throw new InvalidOperationException("the toy is broken");
        });
        var (report, _) = await bench.BuildAsync(log, new Write(new WriteParams("quick")), slow, new Join(new JoinParams("after"), broken.Text, slow.Text));
        Assert.Equal(["Write quick"], log.Ran);
        Assert.Equal(["Custom broken: the toy is broken"], log.Failed);
        Assert.Equal(["Custom slow", "Join after"], report.NotRun.Select(node => node.Label).Order(StringComparer.Ordinal));
        Assert.False(report.IsSuccess);
        Assert.Throws<FlowException>(report.ThrowIfFailed);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(bench.StoreFolder, "tmp")));
        Assert.Empty((await bench.MakeAsync(new Write(new WriteParams("quick")))).Ran);
    }

    [Fact]
    public async Task A_cancelled_build_keeps_what_has_finished()
    {
        using var bench = new Bench();
        using var stop = new CancellationTokenSource();
        var quick = new Write(new WriteParams("quick"));
        var graph = Graph.Of(new Custom(new JoinParams("waits"), async (_, _, cancel) => { await stop.CancelAsync(); await Task.Delay(Timeout.Infinite, cancel); }, quick.Text));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Scheduler(bench.Context, bench.Capacity, Bench.InProcess, Bench.InProcess).RunAsync(graph, stop.Token));
        Assert.Single(bench.Store.Manifests());
    }

    [Fact]
    public async Task The_longest_path_starts_first()
    {
        using var bench = new Bench { Capacity = new Capacity(1, 1L << 30) };
        var chain = new Join(new JoinParams("third"), new Join(new JoinParams("second"), new Join(new JoinParams("first")).Text).Text);
        var log = await bench.MakeAsync(new Write(new WriteParams("lone")), chain);
        Assert.Equal(["Join first", "Join second"], log.Ran.Take(2));
    }

    [Fact]
    public async Task Two_builds_on_one_store_run_each_key_once()
    {
        using var one = new Bench();
        using var other = new Bench(one.Root);
        IStage Target() => new Join(new JoinParams("end"), new Join(new JoinParams("slow", MillisecondsOfWork: 400)).Text);
        var logs = await Task.WhenAll(one.MakeAsync(Target()), other.MakeAsync(Target()));
        Assert.Equal(["Join end", "Join slow"], logs.SelectMany(log => log.Ran).Order(StringComparer.Ordinal));
        Assert.Contains(logs, log => log.Waited.Contains("Join slow: another run in this process"));
    }

    [Fact]
    public async Task An_input_edited_while_it_is_read_is_caught_and_nothing_is_recorded()
    {
        using var bench = new Bench();
        bench.Write("atlas/a.txt", "a");
        var atlas = new Source<Words>("atlas");
        var (report, _) = await bench.BuildAsync(new Custom(new JoinParams("reads"), (run, output, _) =>
        {
            File.WriteAllText(run[output], "read");
            bench.Write("atlas/a.txt", "b");
            return Task.CompletedTask;
        }, atlas));
        Assert.Contains("atlas was changed while 'Custom reads' was reading it", report.Failures[0].Error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Store.Manifests());
    }

    [Fact]
    public async Task An_input_that_was_changed_while_it_was_read_and_restored_is_caught_too()
    {
        using var bench = new Bench();
        bench.Write("atlas/a.txt", "a");
        var (report, _) = await bench.BuildAsync(new Custom(new JoinParams("reads"), (run, output, _) =>
        {
            bench.Write("atlas/a.txt", "b");
            File.WriteAllText(run[output], File.ReadAllText(bench.PathOf("atlas/a.txt")));
            bench.Write("atlas/a.txt", "a");
            return Task.CompletedTask;
        }, new Source<Words>("atlas")));
        Assert.Contains("atlas was changed while 'Custom reads' was reading it", report.Failures[0].Error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Store.Manifests());
    }

    [Fact]
    public async Task An_object_of_the_store_that_a_stage_writes_into_is_caught_moved_away_and_made_again()
    {
        using var bench = new Bench();
        var input = new Write(new WriteParams("input"));
        var (report, _) = await bench.BuildAsync(new Custom(new JoinParams("scribbles"), (run, output, _) =>
        {
            File.SetAttributes(run[input.Text], FileAttributes.Normal);
            File.WriteAllText(run[input.Text], "tuqni");   // as long, so that a size tells nothing
            File.WriteAllText(run[output], "read");
            return Task.CompletedTask;
        }, input.Text));
        Assert.Contains("Write input/text.txt was changed while 'Custom scribbles' was reading it", report.Failures[0].Error.Message, StringComparison.Ordinal);
        SoundStoreObjects(bench);
        var log = await bench.MakeAsync(input);
        Assert.Equal(["Write input"], log.Ran);
        Assert.Equal("input", log.Read(input.Text));
    }

    private static void SoundStoreObjects(Bench bench) =>
        Assert.All(Directory.EnumerateFiles(Path.Combine(bench.StoreFolder, "objects"), "*", SearchOption.AllDirectories), path => Assert.Equal(Path.GetFileName(path), Digest.Of(path)));

    [Fact]
    public async Task An_output_that_was_not_written_or_is_a_link_is_an_error()
    {
        using var bench = new Bench();
        var (none, _) = await bench.BuildAsync(new Custom(new JoinParams("lazy"), (_, _, _) => Task.CompletedTask));
        Assert.Contains("without writing its output custom.txt", none.Failures[0].Error.Message, StringComparison.Ordinal);
        var (link, _) = await bench.BuildAsync(new Custom(new JoinParams("sly"), (run, output, _) => { File.CreateSymbolicLink(run[output], "/etc/hostname"); return Task.CompletedTask; }));
        Assert.Contains("wrote a link", link.Failures[0].Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_gets_paths_of_its_own_artifacts_only()
    {
        using var bench = new Bench();
        var stranger = new Write(new WriteParams("stranger"));
        var (report, _) = await bench.BuildAsync(new Custom(new JoinParams("nosy"), (run, _, _) => Task.FromResult(run[stranger.Text])));
        Assert.Contains("neither among its inputs nor its outputs", report.Failures[0].Error.Message, StringComparison.Ordinal);
    }

    /// <summary>Counts what runs at once.</summary>
    private sealed class Occupancy
    {
        private readonly Lock _gate = new();
        private (int Count, int Cores, long Memory, int Gpus) _now;

        public int MostAtOnce { get; private set; }

        public int MostCores { get; private set; }

        public long MostMemory { get; private set; }

        public int MostGpus { get; private set; }

        public Custom Watched(string name, Resources needs) => new(new JoinParams(name), async (run, output, cancel) =>
        {
            Add(needs, 1);
            await Task.Delay(20, cancel);
            await File.WriteAllTextAsync(run[output], name, cancel);
            Add(needs, -1);
        })
        { Demand = needs };

        private void Add(Resources needs, int sign)
        {
            lock (_gate)
            {
                _now = (_now.Count + sign, _now.Cores + sign * needs.Cores, _now.Memory + sign * needs.MemoryBytes, _now.Gpus + sign * needs.Gpus);
                (MostAtOnce, MostCores, MostMemory, MostGpus) = (Math.Max(MostAtOnce, _now.Count), Math.Max(MostCores, _now.Cores), Math.Max(MostMemory, _now.Memory), Math.Max(MostGpus, _now.Gpus));
            }
        }
    }
}
