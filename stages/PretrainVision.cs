using Steering.Flow;
using Steering.Training.Pretraining;

namespace Steering.Stages;

public sealed record PretrainVisionParams(WorldParams World, VisionRecipe Recipe);

/// <summary>Pretrains a small vision tower on crops and scenes in four drawing styles; afterwards it is frozen.</summary>
public sealed class PretrainVision(PretrainVisionParams parameters, Artifact<Atlas> atlas) : Stage<PretrainVisionParams>(parameters, atlas)
{
    public override string Label => $"PretrainVision seed {Params.Recipe.Seed}";

    public Artifact<VisionTower> Tower => Output<VisionTower>("vision");

    public Artifact<RunLog> Log => Output<RunLog>("log.csv");

    public override Resources Needs => Resources.Training();

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        VisionPretraining.Run(Params.World.Load(run[atlas]), Params.Recipe, run[Tower], run[Log], run.Watch(cancel));
        return Task.CompletedTask;
    }
}
