namespace Steering.Flow;

/// <summary>Runs a light stage on a worker thread of the host.</summary>
public sealed class InProcess : IExecutor
{
    public void Prepare() { }

    public async Task<Execution> RunAsync(StageJob job, Action<double, string> progress, CancellationToken cancel)
    {
        var run = new StageRun(job.Node.Stage, job.InputPaths, job.OutputFolder, progress) { Device = job.Device, Checkpoint = new StageCheckpoint(job.CheckpointFolder, TimeProvider.System) };
        await job.Node.Stage.RunAsync(run, cancel);   // the build calls from a worker thread
        return new Execution(PeakMemoryBytes: null);
    }
}
