using System.Diagnostics;
using Steering.Data;
using Steering.Data.Fetching;
using Steering.Flow;

namespace Steering.Stages.Tests;

/// <summary>A little host for tests that kill: <c>host atlas root</c> builds <see cref="MiniHouse"/>, <c>child atlas</c> serves its stages and keeps a state after every step, <c>fetch card downloads output</c> fetches.</summary>
internal static class Program
{
    private static readonly string Self = typeof(Program).Assembly.Location;

    public static async Task<int> Main(string[] args)
    {
        if (args[0] == "fetch") return await FetchAsync(args[1], args[2], args[3]);
        if (args[0] == "child") return await ChildHost.ServeAsync(() => MiniHouse.Targets(args[1]), CancellationToken.None, keepEvery: TimeSpan.Zero);
        using var store = Store.Open(Path.Combine(args[2], "store"));
        var context = new FlowContext(store, args[2], _ => new CodePrint("mini", new Dictionary<string, string> { ["mini"] = "1" }));
        using var children = new ChildProcess(store, Path.GetDirectoryName(Self)!, request => Command(request.CodeFolder, "child", args[1]));
        var report = await new Scheduler(context, new Capacity(2, 8L << 30), new InProcess(), children, new Printer()).RunAsync(Graph.Of(MiniHouse.Targets(args[1])), CancellationToken.None);
        foreach (var (node, error) in report.Failures) Console.WriteLine($"failed {node.Label}: {error.Message}");
        return report.IsSuccess ? 0 : 1;
    }

    /// <summary>How to start this program, from its own folder or from a copy of it, on one thread.</summary>
    public static ProcessStartInfo Command(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", ["exec", Path.Combine(folder, Path.GetFileName(Self)), .. arguments]);
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        return start;
    }

    /// <summary>Brings a card's files into a folder, as the stage does.</summary>
    private static async Task<int> FetchAsync(string card, string downloads, string output)
    {
        using var downloader = new Downloader();
        await new CardFetch(DatasetCard.Read(card), new DownloadFolder(downloads), downloader, UnpackLimits.Usual).RunAsync(output, (_, _) => { }, CancellationToken.None);
        return 0;
    }

    private sealed class Printer : IRunObserver
    {
        void IRunObserver.Resuming(StageNode node, string from, double secondsBefore) => Console.WriteLine($"resuming {node.Label} from {from}");

        void IRunObserver.Finished(StageNode node, Manifest manifest) => Console.WriteLine($"finished {node.Label}");

        void IRunObserver.Warned(string text) => Console.WriteLine($"warning {text}");
    }
}
