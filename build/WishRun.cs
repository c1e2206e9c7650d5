using Steering.Build.Progress;
using Steering.Flow;

namespace Steering.Build;

/// <summary>Brings one result up to date, shows how it goes, and prints what came of it.</summary>
internal static class WishRun
{
    public static async Task RunAsync(BuildContext context, Wish wish)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = !stop.IsCancellationRequested;   // a second Ctrl-C ends the process at once; the store stays sound
            stop.Cancel();
        };
        using var engine = new Engine(context.Options);
        var artifacts = wish.Describe(context.Options);
        var graph = Graph.Of(artifacts.Select(artifact => artifact.Producer).OfType<IStage>());
        RunReport report;
        await using (var progress = Watcher.ForThisOutput(context.Options.Capacity.Cores))
        {
            try
            {
                report = await engine.RunAsync(graph, progress, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                throw new FlowException("Stopped. What had finished is kept; run the same command again to go on.");
            }
        }
        if (report.IsSuccess) Summary.PrintResults(Console.Out, report, artifacts);
        Summary.PrintRun(Console.Out, wish.Name, context.Options.Zoo, graph, report);
        report.ThrowIfFailed();
    }
}
