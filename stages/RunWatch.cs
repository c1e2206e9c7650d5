using Steering.Flow;
using Steering.Training;

namespace Steering.Stages;

/// <summary>Gives a stage's long loops what Flow offers them.</summary>
internal static class RunWatch
{
    public static Watch Watch(this StageRun run, CancellationToken cancel) =>
        new(run.Progress.Report, new Checkpoint(run.Checkpoint.TryLoad, run.Checkpoint.IsDue, run.Checkpoint.Save), cancel);
}
