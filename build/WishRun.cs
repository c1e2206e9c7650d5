using System.Text;
using Steering.Build.Progress;
using Steering.Flow;

namespace Steering.Build;

/// <summary>Brings a result, or a part of one, up to date, shows how it goes, and prints what came of it.</summary>
internal static class WishRun
{
    /// <param name="ask">Works out what was asked for, while the store's indices are read.</param>
    public static async Task<RunReport> RunAsync(Options options, Func<Request> ask)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = !stop.IsCancellationRequested;   // a second Ctrl-C ends the process at once; the store stays sound
            stop.Cancel();
        };
        using var engine = new Engine(options);
        var request = ask();
        await CodeAcceptance.TakeAsync(engine, options, request, stop.Token);
        Terms.Accept(options);
        RunReport report;
        await using (var progress = Watcher.ForThisOutput(options.Capacity.Cores))
        {
            try
            {
                report = await engine.RunAsync(request.Graph, progress, plan => Preflights.Preflight.BeforeRun(engine, options, request.Name, plan, stop.Token), stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                throw new FlowException("Stopped. What had finished is kept; run the same command again to go on.");
            }
        }
        if (report.IsSuccess)
        {
            if (request.Files.Count == 0) Summary.PrintCells(Console.Out, report, request.Cells);
            Summary.PrintResults(Console.Out, report, request.Files, inFull: request.Name != Wishes.PaperName);   // a page has them all
        }
        if (report.Journal is { } journal && Timeline.Read(journal) is { } timeline) Write(timeline, options.Zoo);
        if (report.IsSuccess && request.Name == Wishes.PaperName) Console.WriteLine($"-> {Path.GetRelativePath(Directory.GetCurrentDirectory(), Views.ReportPage.Write(engine, options, request.Graph.Nodes.Select(node => (node.Label, report.Results.GetValueOrDefault(node)?.Key))))}");
        Summary.PrintRun(Console.Out, request.Name, options.Zoo, request.Graph, report, engine.Context.Store.CodePrints.IsAccepted);
        report.ThrowIfFailed();
        return report;
    }

    private static void Write(Timeline timeline, string zoo)
    {
        var place = Path.Combine(Repository.Root, "results", zoo, "timeline.svg");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllText(place, TimelineSvg.Draw(timeline), new UTF8Encoding(false));
    }
}
