using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Steering.Flow.Tests;

/// <summary>Children serve one stage after another, and no stage notices.</summary>
public sealed class ChildReuseTests(ITestOutputHelper output) : IDisposable
{
    private readonly Bench _bench = new() { Capacity = new Capacity(1, 1L << 30) };
    private ChildProcess? _children;
    private int _index;

    [LinuxFact]
    public async Task Stages_of_one_kind_share_a_process_and_soon_take_milliseconds()
    {
        var clock = Stopwatch.StartNew();
        var first = await FoundAsync(Deed.Nothing);
        output.WriteLine($"first stage in a child: {clock.ElapsedMilliseconds} ms");
        clock.Restart();
        for (var stage = 0; stage < 10; stage++) Assert.Equal(first, await FoundAsync(Deed.Nothing));
        output.WriteLine($"each of ten that followed: {clock.Elapsed.TotalMilliseconds / 10:0.0} ms");
    }

    [LinuxFact]
    public async Task There_are_never_more_children_than_slots_let_work_at_once()
    {
        using var bench = new Bench { Capacity = new Capacity(2, 1L << 30) };
        using var children = Program.Children(bench.Store, bench.Root);
        var stages = Enumerable.Range(0, 12).Select(index => index % 2 == 0 ? new Trace(new TraceParams(index, Deed.Nothing)) : new OtherTrace(new TraceParams(index, Deed.Nothing))).ToArray();
        var report = await new Scheduler(bench.Context, bench.Capacity, Bench.InProcess, children).RunAsync(Graph.Of(stages), CancellationToken.None);
        report.ThrowIfFailed();
        Assert.InRange(HostProcess.ProcessesOf(bench.StoreFolder).Count, 1, 2);
        var byProcess = stages.GroupBy(stage => File.ReadAllText(report.PathOf(stage.Text)).Split(' ')[0], StringComparer.Ordinal);
        Assert.All(byProcess, process => Assert.Single(process.Select(stage => stage.GetType()).Distinct()));
    }

    [LinuxFact]
    public async Task A_child_is_replaced_after_so_many_stages()
    {
        using var children = Program.Children(_bench.Store, _bench.Root);
        var stages = Enumerable.Range(0, Traces.Count).Select(index => new Trace(new TraceParams(index, Deed.Nothing))).ToArray();
        var report = await new Scheduler(_bench.Context, _bench.Capacity, Bench.InProcess, children).RunAsync(Graph.Of(stages), CancellationToken.None);
        report.ThrowIfFailed();
        Assert.Equal(2, stages.Select(stage => File.ReadAllText(report.PathOf(stage.Text)).Split(' ')[0]).Distinct(StringComparer.Ordinal).Count());
    }

    [LinuxFact]
    public async Task What_a_stage_leaves_in_its_process_reaches_no_other()
    {
        foreach (var deed in (Deed[])[Deed.SetStatic, Deed.FillStatic, Deed.SetVariable, Deed.ChangeFolder])
        {
            var before = await FoundAsync(Deed.Nothing);
            Assert.Equal(before, await FoundAsync(deed));   // in the same process, so there it could leak
            var after = await FoundAsync(Deed.Nothing);
            Assert.NotEqual(before.Process, after.Process);
            Assert.Equal("clean 0 False False", after.World);
        }
    }

    [LinuxFact]
    public async Task A_stage_that_fails_or_dies_does_not_poison_the_next()
    {
        foreach (var (deed, reason) in ((Deed, string)[])[(Deed.Throw, "InvalidOperationException: the toy is broken"), (Deed.Die, "the toy died")])
        {
            var before = await FoundAsync(Deed.Nothing);
            var (_, report) = await RunAsync(deed);
            Assert.Contains(reason, Assert.Single(report.Failures).Error.Message, StringComparison.Ordinal);
            Assert.NotEqual(before.Process, (await FoundAsync(Deed.Nothing)).Process);
        }
    }

    [LinuxFact]
    public async Task A_cancelled_stage_takes_its_child_with_it()
    {
        var before = await FoundAsync(Deed.Nothing);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Deed.Linger, stop.Token));
        Assert.Empty(HostProcess.ProcessesOf(_bench.StoreFolder));
        Assert.NotEqual(before.Process, (await FoundAsync(Deed.Nothing)).Process);
    }

    [LinuxFact]
    public async Task A_child_that_died_while_it_waited_is_replaced()
    {
        var before = await FoundAsync(Deed.Nothing);
        using (var process = Process.GetProcessById(before.Process)) process.Kill();
        Assert.NotEqual(before.Process, (await FoundAsync(Deed.Nothing)).Process);
    }

    [LinuxFact]
    public async Task A_stage_that_writes_to_standard_output_does_not_disturb_the_protocol() =>
        Assert.Equal(await FoundAsync(Deed.Chatter), await FoundAsync(Deed.Nothing));

    [LinuxFact]
    public async Task Peak_memory_is_the_stage_s_own()
    {
        var (process, _) = await FoundAsync(Deed.Nothing);
        Assert.Equal(process, (await FoundAsync(Deed.Hoard)).Process);
        Assert.Equal(process, (await FoundAsync(Deed.Nothing)).Process);
        var peaks = _bench.Store.Manifests().OrderBy(manifest => manifest.Run.Started).Select(manifest => manifest.Run.PeakMemoryBytes ?? 0).ToArray();
        output.WriteLine(string.Join(' ', peaks.Select(bytes => $"{bytes >> 20} MiB")));
        Assert.InRange(peaks[1], 300 << 20, 1L << 30);
        Assert.InRange(peaks[2], 1 << 20, 200 << 20);
    }

    [LinuxFact]
    public async Task Waiting_children_end_when_the_executor_is_disposed()
    {
        await FoundAsync(Deed.Nothing);
        Assert.Single(HostProcess.ProcessesOf(_bench.StoreFolder));
        _children!.Dispose();
        Assert.Empty(HostProcess.ProcessesOf(_bench.StoreFolder));
    }

    [Fact]
    public void Static_state_of_stages_is_listed_by_name() =>
        Assert.Equal(["Steering.Flow.Tests.Trace.Filled", "Steering.Flow.Tests.Trace.s_left"], StageLaw.StaticState(typeof(Trace).Assembly).Where(name => name.Contains(".Trace.", StringComparison.Ordinal)));

    public void Dispose()
    {
        _children?.Dispose();
        _bench.Dispose();
    }

    /// <summary>Runs one stage in a child; which process it ran in, and what it found there.</summary>
    private async Task<(int Process, string World)> FoundAsync(Deed deed)
    {
        var (stage, report) = await RunAsync(deed);
        report.ThrowIfFailed();
        var words = (await File.ReadAllTextAsync(report.PathOf(stage.Text))).Split(' ', 2);
        return (int.Parse(words[0], CultureInfo.InvariantCulture), words[1]);
    }

    private async Task<(Trace Stage, RunReport Report)> RunAsync(Deed deed, CancellationToken cancel = default)
    {
        _children ??= Program.Children(_bench.Store, _bench.Root);
        var stage = new Trace(new TraceParams(_index++, deed));
        return (stage, await new Scheduler(_bench.Context, _bench.Capacity, Bench.InProcess, _children).RunAsync(Graph.Of(stage), cancel));
    }
}
