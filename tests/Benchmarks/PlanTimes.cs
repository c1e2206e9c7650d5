using System.Diagnostics;
using System.Globalization;
using Steering.Flow;

namespace Steering.Benchmarks;

internal sealed record FakeParams(int Index, double Rate, string Note, IReadOnlyList<string> Columns);

internal sealed class Fake;

/// <summary>Writes its index; reads two earlier ones, as the cells of a table share what they share.</summary>
internal sealed class FakeStage(FakeParams parameters, params IReadOnlyList<Artifact<Fake>> inputs) : Stage<FakeParams>(parameters, [.. inputs])
{
    public Artifact<Fake> Result => Output<Fake>("result.txt");

    public override string Label => $"Fake {Params.Index}";

    public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllTextAsync(run[Result], Params.Index.ToString(CultureInfo.InvariantCulture), cancel);
}

/// <summary>How long an up-to-date graph takes to plan inside the process, the store opened anew each time. No peer: Snakemake's time is another benchmark's.</summary>
internal static class PlanTimes
{
    private const int Rounds = 9;
    private static readonly int[] Sizes = [200, 1_000, 10_000];

    public static async Task RunAsync(TextWriter page)
    {
        page.WriteLine("stages   first build    graph CPU, ms   plan, ms: first  median    best   CPU, ms   us/stage   live KiB/stage");
        foreach (var size in Sizes) await MeasureAsync(page, size);
    }

    private static async Task MeasureAsync(TextWriter page, int size)
    {
        var root = Directory.CreateTempSubdirectory("plan-times-").FullName;
        try
        {
            var build = Stopwatch.StartNew();
            using (var store = Store.Open(Path.Combine(root, "store")))
                (await new Scheduler(Context(store, root), new Capacity(4, 4L << 30), new InProcess(), new InProcess()).RunAsync(GraphOf(size), CancellationToken.None)).ThrowIfFailed();
            var built = build.Elapsed.TotalSeconds;
            await Task.Delay(TimeSpan.FromSeconds(2.5));   // until stat tuples tell the manifests apart
            _ = Plan(root, size);                          // reads every manifest once and writes the index
            var rounds = Enumerable.Range(0, Rounds).Select(_ => Plan(root, size)).ToArray();
            var cpu = rounds.Select(round => round.CpuMs).Order().ElementAt(Rounds / 2);
            var times = rounds.Select(round => round.PlanMs).Order().ToArray();
            page.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{size,6}   {built,9:0.0} s   {rounds.Select(round => round.GraphMs).Order().ElementAt(Rounds / 2),13:0.0}   {rounds[0].PlanMs,15:0.0} {times[Rounds / 2],7:0.0} {times[0],7:0.0}   {cpu,7:0.0}   {cpu / size * 1000,8:0.0}   {rounds[^1].LiveBytes / 1024.0 / size,14:0.0}"));
        }
        finally { Directory.Delete(root, recursive: true); }
    }

    private static (double GraphMs, double PlanMs, double CpuMs, long LiveBytes) Plan(string root, int size)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var used = Environment.CpuUsage.TotalTime;
        var graph = GraphOf(size);
        var graphMs = (Environment.CpuUsage.TotalTime - used).TotalMilliseconds;
        used = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        using var store = Store.Open(Path.Combine(root, "store"));
        var plan = Flow.Plan.Make(Context(store, root), graph);
        var planMs = clock.Elapsed.TotalMilliseconds;
        var cpuMs = (Environment.CpuUsage.TotalTime - used).TotalMilliseconds;
        if (plan.ToRun.Any()) throw new InvalidOperationException("The graph is not up to date, so this is no measurement of one.");
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(plan);
        return (graphMs, planMs, cpuMs, live);
    }

    private static FlowContext Context(Store store, string root) => new(store, root, _ => new CodePrint("code", new Dictionary<string, string> { ["code"] = "code" }));

    private static Graph GraphOf(int size)
    {
        string[] columns = [.. Enumerable.Range(0, 12).Select(index => $"a column of the table, number {index}")];
        var stages = new List<FakeStage>(size);
        for (var index = 0; index < size; index++)
            stages.Add(new FakeStage(new FakeParams(index, 2e-4 * index, "parameters as long as a real recipe's are", columns), index == 0 ? [] : [stages[index / 2].Result, stages[index * 2 / 3].Result]));
        return Graph.Of(stages);
    }
}
