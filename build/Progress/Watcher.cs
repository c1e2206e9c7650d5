using Steering.Flow;

namespace Steering.Build.Progress;

/// <summary>Watches a run and shows it. Disposing waits until the last of it is drawn.</summary>
internal abstract class Watcher : IRunObserver, IAsyncDisposable
{
    /// <summary>Bars on a terminal, lines elsewhere.</summary>
    public static Watcher ForThisOutput(int cores) => Console.IsOutputRedirected ? new PlainProgress(Console.Out, TimeProvider.System, cores) : new LiveProgress(cores);

    public abstract void Planned(Plan plan);

    public abstract void Started(StageNode node);

    public abstract void Waiting(StageNode node, string whom);

    public abstract void Resuming(StageNode node, string from, double secondsBefore);

    public abstract void Progressed(StageNode node, double fraction, string text);

    public abstract void Finished(StageNode node, Manifest manifest);

    public abstract void Skipped(StageNode node, StageResult result);

    public abstract void Failed(StageNode node, Exception reason);

    public virtual void Warned(string text) => Speech.Warn(text);

    public abstract ValueTask DisposeAsync();

    /// <summary>"12 of 40 stages to run, about 3 min 05 s of work for this machine".</summary>
    protected static string Announce(Plan plan, int cores)
    {
        var open = plan.ToRun.ToArray();
        var known = open.Count(stage => stage.ExpectedSeconds is not null);
        var expected = known * 2 > open.Length ? $", about {Summary.Duration(plan.ExpectedWallSeconds(cores))}" : "";
        return $"{open.Length} of {plan.Stages.Count} stages to run{expected}";
    }
}
