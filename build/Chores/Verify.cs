using Cake.Frosting;
using Spectre.Console;
using Steering.Build.Views;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Doubts the store: reads every object, then makes a sample of results again where nothing but their inputs can be seen.</summary>
[TaskName("Verify")]
[TaskDescription("Reads the whole store for damage, runs --sample N stages again in clean rooms and compares bytes")]
public sealed class VerifyChore : FrostingTask<BuildContext>
{
    private const int LabelWidth = 48;

    public override void Run(BuildContext context)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        };
        using var engine = new Engine(context.Options);
        try
        {
            var store = Watched("Reading the store", progress => StoreCheck.Run(engine.Context.Store, progress, stop.Token));
            Print(Console.Out, store);
            var stages = Reruns(context.Options, engine, stop.Token).GetAwaiter().GetResult();
            var wrong = stages.Count(stage => stage.Verdict is Verdict.Differs or Verdict.ReadsUndeclared or Verdict.Failed);
            if (wrong > 0) throw new FlowException($"{wrong} of {stages.Count} stages did not come out as they had (above): their results cannot be relied on.");
            if (!store.IsSound) throw new FlowException("The store was damaged (above). Run the build again: what is needed of it is made anew.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { throw new FlowException("Stopped. Nothing was changed but damaged objects that had been found and moved away."); }
    }

    internal static void Print(TextWriter page, StoreCheck store)
    {
        foreach (var rotten in store.Rotten)
            page.WriteLine($"  damaged  {Amounts.Short(rotten.Digest)}  {(rotten.Of.Count > 0 ? string.Join(", ", rotten.Of) : "of no result")}; moved to {rotten.MovedTo}");
        foreach (var garbled in store.Garbled) page.WriteLine($"  damaged  {garbled}");
        page.WriteLine($"{store.Objects} objects, {Amounts.Bytes(store.Bytes)}: " + (store.IsSound ? "all are what their names say." : $"{store.Rotten.Count + store.Garbled.Count} damaged."));
    }

    internal static string Line(VerifiedStage stage)
    {
        var verdict = stage.Verdict switch
        {
            Verdict.Same => "same",
            Verdict.Differs => "DIFFERS",
            Verdict.ReadsUndeclared => "READS UNDECLARED",
            Verdict.Failed => "FAILS",
            _ => "not tried",
        };
        return $"  {verdict,-16} {stage.Node.Label,-LabelWidth} {Summary.Duration(stage.Seconds),9}  {string.Join("; ", stage.Details)}".TrimEnd();
    }

    /// <summary>Which finished stages no rerun can prove, by their own word.</summary>
    internal static string Exempt(IReadOnlyList<StageNode> measured) =>
        $"Not made again, since {(measured.Count == 1 ? "it measures" : "they measure")} the machine: {string.Join(", ", measured.Select(node => node.Label))}.";

    private static async Task<IReadOnlyList<VerifiedStage>> Reruns(Options options, Engine engine, CancellationToken cancel)
    {
        var request = Request.Of(options);
        var verifier = engine.Verifier();
        var seed = (int)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays;   // another sample each day, the same within one
        var finished = verifier.Finished(request.Graph, request.IsPart ? request.Nodes.Select(node => request.Graph[node.Stage]) : request.Graph.Nodes);
        var measured = finished.Where(node => !node.Stage.IsReproducible).ToList();
        var nodes = Verifier.Sample(finished.Except(measured), options.Sample, seed);
        if (measured.Count > 0) Console.WriteLine(Exempt(measured));
        if (nodes.Count == 0)
        {
            Console.WriteLine($"No stage of {request.Name} has a result, so there is none to make again.");
            return [];
        }
        Console.WriteLine(verifier.Hiding == Hiding.NotPermitted
            ? $"{nodes.Count} of {finished.Count} finished stages run again. Namespaces are not permitted here, so they are not kept from seeing the repository; the files that are opened in it are watched."
            : $"{nodes.Count} of {finished.Count} finished stages run again, with the repository and the store out of sight:");
        var atOnce = options.Capacity.Cores / Math.Max(1, nodes.Select(node => node.Stage.Needs.Cores).DefaultIfEmpty(1).Max());
        return await verifier.RunAsync(request.Graph, nodes, atOnce, stage => Console.WriteLine(Line(stage)), cancel);
    }

    /// <summary>A bar that moves, on a terminal.</summary>
    private static StoreCheck Watched(string what, Func<Action<double>, StoreCheck> work) => Console.IsOutputRedirected
        ? work(_ => { })
        : AnsiConsole.Progress().AutoClear(enabled: true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(bars =>
        {
            var bar = bars.AddTask(what, maxValue: 1);
            return work(done => bar.Value = done);
        });
}
