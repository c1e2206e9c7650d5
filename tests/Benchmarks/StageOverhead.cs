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
/// What the engine adds to a stage, inside the process and in a child: lease, workspace, checks of inputs, digests, publication, manifest. Against it,
/// in the same rounds, what the same bytes cost when a plain loop makes them durable and what the disk takes to make one small write durable; and what
/// the runtime takes to start and end.
/// </summary>
internal static class StageOverhead
{
    private const double InProcessBound = 1;   // ms
    private const double ChildBound = 60;      // ms beyond the runtime's start
    private const string Memory = "/dev/shm";
    private const int InProcessStages = 220;
    private const int WarmStages = 20;
    private const int ChildStages = 14;
    private const int Rounds = 8;

    public static async Task RunAsync(TextWriter page)
    {
        page.WriteLine("                                                            wall, ms   CPU, ms   bound   (of a stage, or a start; best of rounds)");
        foreach (var (where, parent) in Places()) await InProcessAsync(page, where, parent);
        var disk = Path.GetTempPath();
        var start = await BestAsync(() => Task.FromResult(RuntimeStart()));
        Print(page, "the runtime's start and end, this program", start);
        var child = await BestAsync(() => ChildrenAsync(disk, cores: index => 1 + (index % 2)));   // no child serves two that follow one another
        Print(page, "a stage in a process of its own", child);
        Print(page, "  beyond the runtime's start", (child.Wall - start.Wall, child.Cpu - start.Cpu), ChildBound);
        Print(page, "a stage in a process that waits for work", await BestAsync(() => ChildrenAsync(disk, cores: _ => 2)));
    }

    /// <summary>The child's side: serves the stages of <see cref="RunAsync"/>.</summary>
    public static Task<int> ServeAsync() =>
        ChildHost.ServeAsync(() => Enumerable.Range(0, ChildStages).SelectMany(index => (Idle[])[new(new(index, 1, IsHeavy: true)), new(new(index, 2, IsHeavy: true))]), CancellationToken.None);

    /// <summary>In memory the engine alone is seen, on a disk what its waits for it add.</summary>
    private static IEnumerable<(string Where, string Folder)> Places() =>
        [.. Directory.Exists(Memory) ? ((string, string)[])[("in memory", Memory)] : [], ("on disk", Path.GetTempPath())];

    /// <summary>
    /// The rounds' folders stay until the end: a file system may be slow to give a number again that has just been freed (ext4 without a journal), and
    /// nobody deletes a store after two hundred stages.
    /// </summary>
    private static async Task InProcessAsync(TextWriter page, string where, string parent)
    {
        using var scratch = new Scratch(parent);
        Task<(double Wall, double Cpu)> StagesAsync(int slots, bool isNew = false) => StageOverhead.StagesAsync(scratch.Next(), InProcessStages, WarmStages, cores: _ => 1, isHeavy: false, slots, isNew);
        (string What, double? Bound, Func<Task<(double Wall, double Cpu)>> Measure)[] rows =
        [
            ("one small write made durable", null, () => Task.FromResult(DurableWrites(scratch.Next()))),
            ("two durable files written by a plain loop", null, () => Task.FromResult(PlainLoop(scratch.Next()))),
            ("a stage inside the process", InProcessBound, () => StagesAsync(slots: 1)),
            ("  two at once", null, () => StagesAsync(slots: 2)),
            ("  of a store's first 200, which make its folders", null, () => StagesAsync(slots: 1, isNew: true)),
        ];
        var best = rows.Select(_ => (Wall: double.MaxValue, Cpu: double.MaxValue)).ToArray();
        for (var round = 0; round < Rounds; round++)
            for (var row = 0; row < rows.Length; row++) best[row] = Least(best[row], await rows[row].Measure());
        foreach (var (row, time) in rows.Zip(best)) Print(page, $"{row.What}, {where}", time, row.Bound);
    }

    private static async Task<(double Wall, double Cpu)> ChildrenAsync(string parent, Func<int, int> cores)
    {
        using var scratch = new Scratch(parent);   // holds a copy of this program
        return await StagesAsync(scratch.Next(), ChildStages, warm: 2, cores, isHeavy: true, slots: 2, isNew: true);
    }

    /// <param name="warm">Stages before the clock starts: the program's copy, the first call of everything.</param>
    /// <param name="isNew">False for a store that has been in use: its 256 folders for objects are there.</param>
    private static async Task<(double Wall, double Cpu)> StagesAsync(string root, int count, int warm, Func<int, int> cores, bool isHeavy, int slots, bool isNew)
    {
        using var store = Store.Open(Path.Combine(root, "store"));
        for (var room = 0; room < 256 && !isNew; room++) Directory.CreateDirectory(Path.Combine(store.Folder, "objects", room.ToString("x2", CultureInfo.InvariantCulture)));
        using var children = new ChildProcess(store, AppContext.BaseDirectory, request => Command(request.CodeFolder, "serve"));
        var context = new FlowContext(store, root, _ => new CodePrint("idle", new Dictionary<string, string> { ["idle"] = "1" }));
        Graph Graph(int first, int stages) => Flow.Graph.Of(Enumerable.Range(first, stages).Select(index => new Idle(new IdleParams(index, cores(index), isHeavy))));
        var scheduler = new Scheduler(context, new Capacity(slots, 1L << 30), new InProcess(), children);
        (await scheduler.RunAsync(Graph(0, warm), CancellationToken.None)).ThrowIfFailed();
        var graph = Graph(warm, count - warm);
        var (clock, used) = (Stopwatch.StartNew(), Used());
        (await scheduler.RunAsync(graph, CancellationToken.None)).ThrowIfFailed();
        var wall = clock.Elapsed.TotalMilliseconds / (count - warm);
        children.Dispose();
        return (wall, (Used() - used) / (count - warm));
    }

    /// <summary>An object and a manifest, made durable and renamed: the least that survives a power cut.</summary>
    private static (double Wall, double Cpu) PlainLoop(string folder)
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

    /// <summary>At the end of one file: the disk's own time, and no file system's for names.</summary>
    private static (double Wall, double Cpu) DurableWrites(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "log"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var (clock, used) = (Stopwatch.StartNew(), Used());
        for (var index = 0; index < InProcessStages; index++)
        {
            file.Write("line\n"u8);
            file.Flush(flushToDisk: true);
        }
        return (clock.Elapsed.TotalMilliseconds / InProcessStages, (Used() - used) / InProcessStages);
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
        var best = (Wall: double.MaxValue, Cpu: double.MaxValue);
        for (var round = 0; round < Rounds; round++) best = Least(best, await measure());
        return best;
    }

    private static (double Wall, double Cpu) Least((double Wall, double Cpu) one, (double Wall, double Cpu) other) => (Math.Min(one.Wall, other.Wall), Math.Min(one.Cpu, other.Cpu));

    private static void Print(TextWriter page, string what, (double Wall, double Cpu) time, double? bound = null) =>
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-58} {time.Wall,9:0.00} {time.Cpu,9:0.00} {bound,7}"));

    /// <summary>Fresh folders that go together at the end.</summary>
    private sealed class Scratch(string parent) : IDisposable
    {
        private readonly string _folder = Directory.CreateDirectory(Path.Combine(parent, $"stage-overhead-{Environment.ProcessId}")).FullName;
        private int _count;

        public string Next() => Directory.CreateDirectory(Path.Combine(_folder, (_count++).ToString(CultureInfo.InvariantCulture))).FullName;

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
