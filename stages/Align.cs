using Steering.Data;
using Steering.Data.Sources;
using Steering.Flow;
using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

/// <param name="World">The world of the scene records that the warm start reads; null without a warm start.</param>
public sealed record AlignParams(ModelChoice Model, AlignRecipe Recipe, WorldParams? World)
{
    /// <summary>Format of the pictures, where nobody made features of them; null where it reads cached features. The stage says it.</summary>
    public RawFormat? Pixels { get; internal init; }
}

/// <summary>Trains the connector alone on captions, between a frozen tower and a frozen language model.</summary>
/// <param name="atlas">Drawings of the world that the warm start reads; null without one.</param>
public sealed class Align(AlignParams parameters, ModelParts parts, DataSet captions, Artifact<Atlas>? atlas)
    : Stage<AlignParams>(
        parameters with { Pixels = captions.PixelsFor(ConnectorTraining.Method) },
        [parts.Language, parts.Vision, parts.Vocabulary, captions.Samples, captions.PicturesFor(ConnectorTraining.Method), .. atlas is null ? (IArtifact[])[] : [captions.Raw, atlas]])
{
    private readonly ModelParts _parts = parts;
    private readonly Artifact<Shards> _samples = captions.Samples;
    private readonly IArtifact _pictures = captions.PicturesFor(ConnectorTraining.Method);
    private readonly Artifact<Raw>? _records = atlas is null ? null : captions.Raw;
    private readonly Artifact<Atlas>? _atlas = atlas;

    public override string Label => $"Align seed {Params.Recipe.Captions.Seed}";

    public Artifact<Weights> Connector => Output<Weights>("connector.safetensors");

    public Artifact<RunLog> Log => Output<RunLog>("log.csv");

    public override Resources Needs => _parts.Needs.Training;

    public override Task RunAsync(StageRun run, CancellationToken cancel) => Alignment.RunAsync(
        new AlignInputs(
            Params.Model.Files(run, _parts.Language), Params.Model.Text(run[_parts.Vocabulary]), run[_samples],
            new PictureSource(run[_pictures], Params.Pixels), run[_parts.Vision], _records is null ? null : run[_records]),
        Params.Recipe, _atlas is null ? null : Params.World?.Load(run[_atlas]), run[Connector], run[Log], run.Watch(cancel));
}
