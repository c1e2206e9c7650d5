namespace Steering.Flow;

/// <summary>One run of a stage, ready to be executed: inputs lie at the paths, outputs go into the folder.</summary>
/// <param name="Workspace">A folder of this run's own; <paramref name="OutputFolder"/> lies in it.</param>
/// <param name="CheckpointFolder">Where the stage keeps its state (<see cref="StageCheckpoint"/>), whether or not it exists; null keeps nothing.</param>
/// <param name="Gpus">Indices of the graphics processors held for this run.</param>
public sealed record StageJob(
    StageNode Node, string Key, IReadOnlyList<string> InputPaths, string Workspace, string OutputFolder, string? CheckpointFolder, string Device, IReadOnlyList<int> Gpus);

/// <summary>What an executor knows about a run that succeeded.</summary>
/// <param name="PeakMemoryBytes">Peak resident memory of the run's own process; null when it had none.</param>
public sealed record Execution(long? PeakMemoryBytes);

/// <summary>Runs stages somewhere: in this process, in a child, later on a cluster.</summary>
public interface IExecutor
{
    /// <summary>Called before the first stage of a build is run; checks and copies what running will need.</summary>
    void Prepare();

    /// <summary>Completes when every output is written; throws when the stage failed.</summary>
    Task<Execution> RunAsync(StageJob job, Action<double, string> progress, CancellationToken cancel);
}
