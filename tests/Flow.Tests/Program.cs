using System.Diagnostics;
using System.Globalization;

namespace Steering.Flow.Tests;

/// <summary>
/// A little host for the tests that need real processes: <c>host root</c> builds the toy house (<c>host root lingering</c> with a long light
/// stage at its end), <c>child root</c> serves its stages and those of <see cref="Traces"/>.
/// </summary>
internal static class Program
{
    private static readonly string Self = typeof(Program).Assembly.Location;

    public static async Task<int> Main(string[] args)
    {
        var house = new ToyHouse(args[1]);
        if (args[0] == "child") return await ChildHost.ServeAsync(() => [.. ToyHouse.Targets(), .. Traces.All], CancellationToken.None);
        var targets = args is [_, _, "lingering"] ? ToyHouse.Targets().Select(ToyHouse.Lingering) : ToyHouse.Targets();
        using var store = Store.Open(Path.Combine(house.Root, "results", "store"));
        var context = new FlowContext(store, house.Root, _ => new CodePrint("toy", new Dictionary<string, string> { ["toy"] = "1" })) { CommandLine = string.Join(' ', args) };
        using var children = Children(store, house.Root);
        try
        {
            var report = await new Scheduler(context, new Capacity(2, 1L << 30), new InProcess(), children, new Printer()).RunAsync(Graph.Of(targets), CancellationToken.None);
            foreach (var (node, error) in report.Failures) Console.WriteLine($"failed {node.Label}: {error.Message}");
            return report.IsSuccess ? 0 : 1;
        }
        catch (FlowException error)
        {
            Console.WriteLine($"refused: {error.Message}");
            return 2;
        }
    }

    /// <summary>An executor whose children are this program.</summary>
    public static ChildProcess Children(Store store, string root) => new(store, Path.GetDirectoryName(Self)!, request => Command(request.CodeFolder, "child", root));

    /// <summary>How to start this program, from its own folder or from a copy of it.</summary>
    public static ProcessStartInfo Command(string folder, params string[] arguments) =>
        new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", ["exec", Path.Combine(folder, Path.GetFileName(Self)), .. arguments]);

    private sealed class Printer : IRunObserver
    {
        void IRunObserver.Started(StageNode node) => Console.WriteLine($"started {node.Label}");

        void IRunObserver.Finished(StageNode node, Manifest manifest) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"finished {node.Label} peak {manifest.Run.PeakMemoryBytes ?? 0}"));

        void IRunObserver.Progressed(StageNode node, double fraction, string text) => Console.WriteLine($"progress {node.Label} {text}");

        void IRunObserver.Waiting(StageNode node, string whom) => Console.WriteLine($"waiting {node.Label} for {whom}");

        void IRunObserver.Warned(string text) => Console.WriteLine($"warning {text}");
    }
}
