using Steering.Flow;
using Steering.Training.Pretraining;

namespace Steering.Stages;

public sealed record ProbeParams(WorldParams World, ProbeRecipe Recipe);

/// <summary>Leave-one-style-out linear probe of a vision tower: what its frozen features know of a designer it never saw.</summary>
public sealed class Probe(ProbeParams parameters, Artifact<Atlas> atlas, Artifact<VisionTower> tower) : Stage<ProbeParams>(parameters, atlas, tower)
{
    public override string Label => $"Probe {Params.World.Concepts} concepts";

    public Artifact<Figures> Result => Output<Figures>("probe.json");

    public override Resources Needs => Resources.Training();

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        VisionProbe.Run(Params.World.Load(run[atlas]), run[tower], Params.Recipe, run[Result], run.Progress.Report, cancel);
        return Task.CompletedTask;
    }
}
