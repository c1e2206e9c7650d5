using System.Runtime.InteropServices;

namespace Steering.Flow;

/// <summary>Runs one node under its key's lease, and publishes what it wrote if its inputs stood still and the lease was not lost meanwhile.</summary>
internal sealed class StageRunner(FlowContext context, Publisher publisher, Ledger ledger, History history, OrderedObserver observer)
{
    public async Task<(Manifest Manifest, Outcome Outcome)> RunAsync(StageNode node, Outlook outlook, IExecutor executor, IReadOnlyList<int> gpus, CancellationToken cancel)
    {
        while (true)
        {
            using var lease = await context.Store.LeaseAsync(outlook.KeyHash, whom => observer.Tell(watcher => watcher.Waiting(node, whom)), cancel);
            if (context.Store.Find(outlook.KeyHash) is { } done && done.Outputs.All(IsThere))
                return (done, Outcome.Skipped);   // an equal stage, or another process, was first
            observer.Tell(watcher => watcher.Started(node));
            try
            {
                return (await UnderLeaseAsync(node, outlook, executor, gpus, lease, cancel), Outcome.Ran);
            }
            catch (Exception error) when (error is FlowException or OperationCanceledException && lease.IsLost && !cancel.IsCancellationRequested)
            {
                observer.Warn($"'{node.Label}' stood still for so long that another process took it over; what was done here is thrown away, and the other's result awaited.");
            }
        }
    }

    private async Task<Manifest> UnderLeaseAsync(StageNode node, Outlook outlook, IExecutor executor, IReadOnlyList<int> gpus, Lease lease, CancellationToken cancel)
    {
        string? workspace = null;
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, lease.Lost);
            workspace = context.Store.NewWorkspace();
            var manifest = await ExecuteAsync(node, outlook, executor, gpus, workspace, lease, stop.Token);
            if (node.Stage.Needs.Isolated) return manifest;
            context.Store.Return(workspace);
            workspace = null;
            return manifest;
        }
        catch (Exception error) when (error is not FlowException && Disk.IsFull(error))
        {
            var needed = Math.Max(history.ExpectedBytes(node), workspace is null ? 0 : Disk.BytesOf(workspace));
            throw Disk.Full(context.Store.Folder, $"'{node.Label}' (by what it wrote before)", needed, error);
        }
        finally { if (workspace is not null) Trash.TryRemove(workspace); }
    }

    /// <summary>Puts exports of a finished result at their places, from the store's objects.</summary>
    public async Task PlaceAsync(StageNode node, string key, IReadOnlyList<ManifestOutput> outputs, CancellationToken cancel)
    {
        using var sole = await context.Store.LeaseAsync(key, whom => observer.Tell(watcher => watcher.Waiting(node, whom)), cancel);
        try
        {
            foreach (var output in outputs) publisher.Place(output, key, observer.Warn);
        }
        catch (Exception error) when (Disk.IsFull(error))
        {
            throw Disk.Full(context.Root, $"exporting '{node.Label}'", outputs.Sum(output => output.Bytes), error);
        }
    }

    private bool IsThere(ManifestOutput output) =>
        context.Store.Holds(output) || output.Place is { } place && ledger.Exports.Now(place) == output.Digest;

    private async Task<Manifest> ExecuteAsync(StageNode node, Outlook outlook, IExecutor executor, IReadOnlyList<int> gpus, string workspace, Lease lease, CancellationToken cancel)
    {
        var outputs = node.Stage.Needs.Isolated ? Directory.CreateDirectory(Path.Combine(workspace, "out")).FullName : workspace;
        var checkpoints = context.Store.CheckpointPath(outlook.KeyHash);
        var before = StageCheckpoint.Latest(checkpoints);
        if (before is var (from, spent)) observer.Tell(watcher => watcher.Resuming(node, from, spent));
        var job = new StageJob(node, outlook.KeyHash, outlook.InputPaths, workspace, outputs, checkpoints, node.Stage.Needs.DeviceIn(context.Device), gpus);
        var inputs = new InputWatch(node, outlook, context.Store);
        var (started, stamp) = (context.Clock.GetUtcNow(), context.Clock.GetTimestamp());
        var execution = await executor.RunAsync(job, (fraction, text) => observer.Tell(watcher => watcher.Progressed(node, fraction, text)), cancel);
        if ((ledger.ChangedInput(node, outlook) ?? inputs.Changed()) is { } changed)
            throw new FlowException($"{changed} was changed while '{node.Label}' was reading it, so nothing was recorded. Run again when it is at rest.");
        var record = new RunRecord(started, context.Clock.GetUtcNow(), context.Clock.GetElapsedTime(stamp).TotalSeconds, execution.PeakMemoryBytes, Environment.MachineName,
            RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription, Environment.ProcessorCount, job.Device, node.Stage.Needs.Cores,
            context.CommandLine, context.Commit, before?.Seconds ?? 0);
        var manifest = publisher.Publish(node, outlook, outputs, record, lease, observer.Warn);
        if (Directory.Exists(checkpoints)) Trash.TryRemove(checkpoints);
        return manifest;
    }
}
