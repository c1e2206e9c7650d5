namespace Steering.Flow;

/// <summary>
/// Runs what is stale in a graph, in parallel within the machine's slots, longest remaining path first. The first failure cancels what
/// is running and keeps what has finished; so does a cancellation.
/// </summary>
/// <param name="light">Runs stages that are not isolated.</param>
/// <param name="isolated">Runs stages whose needs say <see cref="Resources.Isolated"/>.</param>
public sealed class Scheduler(FlowContext context, Capacity capacity, IExecutor light, IExecutor isolated, IRunObserver? observer = null)
{
    /// <summary>Brings every node of the graph up to date. Failures of stages are in the report, not thrown.</summary>
    /// <exception cref="FlowException">The graph cannot run at all: a source is missing, a stage needs what the machine lacks.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; finished results are kept.</exception>
    public async Task<RunReport> RunAsync(Graph graph, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var report = await new Build(context, graph, new Slots(capacity), light, isolated, new OrderedObserver(observer), stop).RunAsync();
        context.Store.Memo.Save();
        cancel.ThrowIfCancellationRequested();
        return report;
    }
}
