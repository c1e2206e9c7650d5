using Steering.Flow;
using Steering.Training;

namespace Steering.Stages;

/// <param name="World">The world of the scene records that the warm start reads; null without a warm start.</param>
public sealed record AlignParams(ModelChoice Model, AlignRecipe Recipe, WorldParams? World);

/// <summary>Trains the connector alone on captions, between a frozen tower and a frozen language model.</summary>
public sealed class Align(AlignParams parameters, ModelParts parts, DataSet captions, Artifact<Atlas> atlas)
    : Stage<AlignParams>(parameters, parts.Language, parts.Vocabulary, captions.Samples, captions.Features, captions.Raw, atlas)
{
    private readonly ModelParts _parts = parts;
    private readonly DataSet _captions = captions;
    private readonly Artifact<Atlas> _atlas = atlas;

    public override string Label => $"Align seed {Params.Recipe.Captions.Seed}";

    public Artifact<Weights> Connector => Output<Weights>("connector.safetensors");

    public Artifact<RunLog> Log => Output<RunLog>("log.csv");

    public override Resources Needs => Resources.Training();

    public override Task RunAsync(StageRun run, CancellationToken cancel) => Alignment.RunAsync(
        new AlignInputs(
            Params.Model.Files(run[_parts.Language]), Params.Model.Text(run[_parts.Vocabulary]), run[_captions.Samples], run[_captions.Features], run[_captions.Raw]),
        Params.Recipe, Params.World?.Load(run[_atlas]), run[Connector], run[Log], run.Watch(cancel));
}
