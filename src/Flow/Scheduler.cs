namespace Steering.Flow;

/// <summary>
/// Runs what is stale in a graph, in parallel within the machine's slots, longest remaining path first. The first failure cancels what
/// is running and keeps what has finished; so does a cancellation.
/// </summary>
/// <param name="light">Runs stages that are not isolated.</param>
/// <param name="isolated">Runs stages whose needs say <see cref="Resources.Isolated"/>.</param>
public sealed class Scheduler(FlowContext context, Capacity capacity, IExecutor light, IExecutor isolated, IRunObserver? observer = null)
{
    private const int MostRounds = 3;

    /// <summary>Brings the graph's targets up to date, with as much of the rest as that takes. Failures of stages are in the report, not thrown.</summary>
    /// <exception cref="FlowException">The graph cannot run at all: a source is missing, a stage needs what the machine lacks.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; finished results are kept.</exception>
    public async Task<RunReport> RunAsync(Graph graph, CancellationToken cancel)
    {
        using var journal = new RunJournal(context.Store, context.Clock, context.CommandLine);
        var ordered = new OrderedObserver([journal, .. observer is null ? (IRunObserver[])[] : [observer]]);
        var report = await RunOnceAsync(graph, ordered, cancel);
        for (var round = 1; report.IsUnsettled && round < MostRounds; round++)
        {
            var next = await RunOnceAsync(graph, ordered, cancel);
            report = next with { Ran = [.. report.Ran, .. next.Ran], Seconds = report.Seconds + next.Seconds };
        }
        context.Store.SaveIndices();
        context.Store.RemoveIdle();
        cancel.ThrowIfCancellationRequested();
        return report with { Journal = journal.File };
    }

    private async Task<RunReport> RunOnceAsync(Graph graph, OrderedObserver ordered, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        return await new Build(context, graph, new Slots(capacity), light, isolated, ordered, stop).RunAsync();
    }
}
