using System.Diagnostics;
using System.Globalization;

namespace Steering.Flow.Tests;

/// <summary>
/// A little host for the tests that need real processes: <c>host root</c> builds the toy house (<c>host root lingering</c> with a long light
/// stage at its end), <c>host root crash 1234</c> builds the crash house and is killed 1234 µs after its beginning (0: never), <c>child root</c>
/// serves their stages and those of <see cref="Traces"/> and <see cref="Peeks"/>.
/// </summary>
internal static class Program
{
    private static readonly string Self = typeof(Program).Assembly.Location;

    public static async Task<int> Main(string[] args)
    {
        Peeks.Root = args[1];
        if (args[0] == "child")
            return await ChildHost.ServeAsync(() => args is [_, _, "crash"] ? CrashHouse.Targets() : [.. ToyHouse.Targets(), .. Traces.All, .. Peeks.All], CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var house = new ToyHouse(args[1]);
        if (args is [_, _, "crash", var instant]) KillAt(clock, int.Parse(instant, CultureInfo.InvariantCulture));
        var targets = args is [_, _, "lingering"] ? ToyHouse.Targets().Select(ToyHouse.Lingering) : args is [_, _, "crash", _] ? CrashHouse.Targets() : ToyHouse.Targets();
        using var store = Store.Open(Path.Combine(house.Root, "results", "store"));
        var context = new FlowContext(store, house.Root, _ => new CodePrint("toy", new Dictionary<string, string> { ["toy"] = "1" })) { CommandLine = string.Join(' ', args) };
        using var children = Children(store, house.Root, args is [_, _, "crash", _] ? ["crash"] : []);
        try
        {
            var report = await new Scheduler(context, new Capacity(2, 1L << 30), new InProcess(), children, new Printer()).RunAsync(Graph.Of(targets), CancellationToken.None);
            foreach (var (node, error) in report.Failures) Console.WriteLine($"failed {node.Label}: {error.Message}");
            if (args is [_, _, "crash", _]) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"took {clock.Elapsed.TotalMicroseconds:0} µs"));
            return report.IsSuccess ? 0 : 1;
        }
        catch (FlowException error)
        {
            Console.WriteLine($"refused: {error.Message}");
            return 2;
        }
    }

    /// <summary>An executor whose children are this program.</summary>
    public static ChildProcess Children(Store store, string root, params string[] more) =>
        new(store, Path.GetDirectoryName(Self)!, request => Command(request.CodeFolder, ["child", root, .. more]));

    /// <summary>How to start this program, from its own folder or from a copy of it.</summary>
    public static ProcessStartInfo Command(string folder, params string[] arguments) =>
        new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", ["exec", Path.Combine(folder, Path.GetFileName(Self)), .. arguments]);

    /// <summary>kill -9 by a thread of its own, so that the instant is this process's and not that of whoever watches it.</summary>
    private static void KillAt(Stopwatch clock, int microseconds)
    {
        if (microseconds == 0) return;
        new Thread(() =>
        {
            if (microseconds > 2000) Thread.Sleep((microseconds / 1000) - 1);
            while (clock.Elapsed.TotalMicroseconds < microseconds) Thread.Yield();
            using var self = Process.GetCurrentProcess();
            self.Kill();
        })
        { IsBackground = true }.Start();
    }

    private sealed class Printer : IRunObserver
    {
        void IRunObserver.Started(StageNode node) => Console.WriteLine($"started {node.Label}");

        void IRunObserver.Finished(StageNode node, Manifest manifest) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"finished {node.Label} peak {manifest.Run.PeakMemoryBytes ?? 0}"));

        void IRunObserver.Progressed(StageNode node, double fraction, string text) => Console.WriteLine($"progress {node.Label} {text}");

        void IRunObserver.Resuming(StageNode node, string from, double secondsBefore) => Console.WriteLine($"resuming {node.Label} from {from}");

        void IRunObserver.Waiting(StageNode node, string whom) => Console.WriteLine($"waiting {node.Label} for {whom}");

        void IRunObserver.Warned(string text) => Console.WriteLine($"warning {text}");
    }
}
