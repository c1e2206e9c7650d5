using System.Diagnostics;
using System.Globalization;
using Steering.Flow;

namespace Steering.Benchmarks;

internal sealed record IdleParams(int Index, int Cores, bool IsHeavy);

/// <summary>Writes a few bytes: what it takes beyond that is the engine's.</summary>
internal sealed class Idle(IdleParams parameters) : Stage<IdleParams>(parameters)
{
    public Artifact<Fake> Text => Output<Fake>("idle.txt");

    public override string Label => $"Idle {Params.Index}";

    public override Resources Needs => new(Params.Cores, 1 << 20, Isolated: Params.IsHeavy);

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        File.WriteAllText(run[Text], Params.Index.ToString(CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }
}

/// <summary>
/// What the engine adds to a stage, inside the process and in a child: lease, workspace, checks of inputs, digests, durable publication, manifest.
/// Against it, what the same bytes cost when a plain loop makes them durable, and what the runtime takes to start and end, both in this run.
/// </summary>
internal static class StageOverhead
{
    private const double InProcessBound = 1;   // ms
    private const double ChildBound = 60;      // ms beyond the runtime's start
    private const string Memory = "/dev/shm";
    private const int InProcessStages = 220;
    private const int ChildStages = 14;
    private const int Rounds = 8;

    public static async Task RunAsync(TextWriter page)
    {
        page.WriteLine("                                                            wall, ms   CPU, ms   bound   (of a stage, or a start; best of rounds)");
        foreach (var (where, parent) in Places())
        {
            Print(page, $"two durable files written by a plain loop, {where}", await BestAsync(() => Task.FromResult(PlainLoop(parent))));
            Print(page, $"a stage inside the process, {where}", await BestAsync(() => StagesAsync(parent, InProcessStages, cores: _ => 1, isHeavy: false, slots: 1)), InProcessBound);
            Print(page, $"  two at once, {where}", await BestAsync(() => StagesAsync(parent, InProcessStages, cores: _ => 1, isHeavy: false, slots: 2)));
        }
        var disk = Path.GetTempPath();
        var start = await BestAsync(() => Task.FromResult(RuntimeStart()));
        Print(page, "the runtime's start and end, this program", start);
        var child = await BestAsync(() => StagesAsync(disk, ChildStages, cores: index => 1 + (index % 2), isHeavy: true, slots: 2));   // no child serves two that follow one another
        Print(page, "a stage in a process of its own", child);
        Print(page, "  beyond the runtime's start", (child.Wall - start.Wall, child.Cpu - start.Cpu), ChildBound);
        Print(page, "a stage in a process that waits for work", await BestAsync(() => StagesAsync(disk, ChildStages, cores: _ => 2, isHeavy: true, slots: 2)));
    }

    /// <summary>The child's side: serves the stages of <see cref="RunAsync"/>.</summary>
    public static Task<int> ServeAsync() =>
        ChildHost.ServeAsync(() => Enumerable.Range(0, ChildStages).SelectMany(index => (Idle[])[new(new(index, 1, IsHeavy: true)), new(new(index, 2, IsHeavy: true))]), CancellationToken.None);

    /// <summary>In memory the engine alone is seen, on a disk what its waits for it add.</summary>
    private static IEnumerable<(string Where, string Folder)> Places() =>
        [.. Directory.Exists(Memory) ? ((string, string)[])[("in memory", Memory)] : [], ("on disk", Path.GetTempPath())];

    private static async Task<(double Wall, double Cpu)> StagesAsync(string parent, int count, Func<int, int> cores, bool isHeavy, int slots)
    {
        var root = Directory.CreateDirectory(Path.Combine(parent, $"stage-overhead-{Environment.ProcessId}")).FullName;
        try
        {
            using var store = Store.Open(Path.Combine(root, "store"));
            using var children = new ChildProcess(store, AppContext.BaseDirectory, request => Command(request.CodeFolder, "serve"));
            var context = new FlowContext(store, root, _ => new CodePrint("idle", new Dictionary<string, string> { ["idle"] = "1" }));
            Graph Graph(int first, int stages) => Flow.Graph.Of(Enumerable.Range(first, stages).Select(index => new Idle(new IdleParams(index, cores(index), isHeavy))));
            var scheduler = new Scheduler(context, new Capacity(slots, 1L << 30), new InProcess(), children);
            var warm = isHeavy ? 2 : 20;   // the program's copy, the first call of everything
            (await scheduler.RunAsync(Graph(0, warm), CancellationToken.None)).ThrowIfFailed();
            var graph = Graph(warm, count - warm);
            var (clock, used) = (Stopwatch.StartNew(), Used());
            (await scheduler.RunAsync(graph, CancellationToken.None)).ThrowIfFailed();
            var wall = clock.Elapsed.TotalMilliseconds / (count - warm);
            children.Dispose();
            return (wall, (Used() - used) / (count - warm));
        }
        finally { Directory.Delete(root, recursive: true); }
    }

    /// <summary>An object and a manifest, made durable and renamed: the least that survives a power cut.</summary>
    private static (double Wall, double Cpu) PlainLoop(string parent)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"plain-loop-{Environment.ProcessId}")).FullName;
        try
        {
            var (clock, used) = (Stopwatch.StartNew(), Used());
            for (var index = 0; index < 2 * InProcessStages; index++)
            {
                var part = Path.Combine(folder, "part");
                using (var file = new FileStream(part, FileMode.Create, FileAccess.Write))
                {
                    file.Write(System.Text.Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)));
                    file.Flush(flushToDisk: true);
                }
                File.Move(part, Path.Combine(folder, index.ToString(CultureInfo.InvariantCulture)));
            }
            return (clock.Elapsed.TotalMilliseconds / InProcessStages, (Used() - used) / InProcessStages);
        }
        finally { Directory.Delete(folder, recursive: true); }
    }

    private static (double Wall, double Cpu) RuntimeStart()
    {
        var (clock, used) = (Stopwatch.StartNew(), Used());
        for (var start = 0; start < ChildStages; start++)
        {
            using var process = Process.Start(Command(AppContext.BaseDirectory, "nothing")) ?? throw new InvalidOperationException("The program could not be started.");
            process.WaitForExit();
        }
        return (clock.Elapsed.TotalMilliseconds / ChildStages, (Used() - used) / ChildStages);
    }

    private static ProcessStartInfo Command(string folder, string word) => new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", ["exec", Path.Combine(folder, Path.GetFileName(typeof(StageOverhead).Assembly.Location)), word]);

    private static double Used() => Environment.CpuUsage.TotalTime.TotalMilliseconds + ChildTime.Milliseconds();

    private static async Task<(double Wall, double Cpu)> BestAsync(Func<Task<(double Wall, double Cpu)>> measure)
    {
        var (wall, cpu) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var (nextWall, nextCpu) = await measure();
            (wall, cpu) = (Math.Min(wall, nextWall), Math.Min(cpu, nextCpu));
        }
        return (wall, cpu);
    }

    private static void Print(TextWriter page, string what, (double Wall, double Cpu) time, double? bound = null) =>
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-58} {time.Wall,9:0.00} {time.Cpu,9:0.00} {bound,7}"));
}
