using Steering.Flow;
using Steering.Training.Pretraining;

namespace Steering.Stages;

/// <param name="Zoo">Names the folder under results.</param>
/// <param name="World">The concepts that are told apart; a probe without their number says nothing.</param>
public sealed record ProbeParams(string Zoo, WorldParams World, ProbeRecipe Recipe);

/// <summary>Leave-one-style-out linear probe of a vision tower: what its frozen features know of a designer it never saw.</summary>
public sealed class Probe(ProbeParams parameters, Artifact<Atlas> atlas, Artifact<VisionTower> tower) : Stage<ProbeParams>(parameters, atlas, tower)
{
    public override string Label => $"Probe {Params.World.Concepts} concepts";

    public Artifact<Figures> Result => Export<Figures>($"results/{Params.Zoo}/vision-probe-{Params.World.Concepts}.json");

    public override Resources Needs => Resources.Training();

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        VisionProbe.Run(Params.World.Load(run[atlas]), run[tower], Params.Recipe, run[Result], run.Progress.Report, cancel);
        return Task.CompletedTask;
    }
}
