using Steering.Data;
using Steering.Data.Sources;
using Steering.Flow;
using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

/// <param name="Blind">True: trained without pictures, for the baseline that knows language only.</param>
public sealed record TuneParams(ModelChoice Model, IPeftMethod Method, Recipe Recipe, bool Blind)
{
    /// <summary>Format of the pictures, where the method does something in the vision tower and reads pixels; null where it reads cached features. The stage says it.</summary>
    public RawFormat? Pixels { get; internal init; }
}

/// <summary>Trains one PEFT method on one aligned model; everything the method does not own stays frozen.</summary>
public sealed class Tune(TuneParams parameters, string row, ModelParts parts, DataSet data, Artifact<Weights> aligned)
    : Stage<TuneParams>(
        parameters with { Pixels = data.PixelsFor(parameters.Method) },
        parts.Language, parts.Vision, parts.Vocabulary, data.Samples, data.PicturesFor(parameters.Method), aligned)
{
    private readonly ModelParts _parts = parts;
    private readonly Artifact<Shards> _samples = data.Samples;
    private readonly IArtifact _pictures = data.PicturesFor(parameters.Method);
    private readonly Artifact<Weights> _aligned = aligned;

    public override string Label => $"Tune {row} seed {Params.Recipe.Seed}";

    public Artifact<Weights> Adapter => Output<Weights>("adapter.safetensors");

    public Artifact<RunLog> Log => Output<RunLog>("log.csv");

    public override Resources Needs => _parts.Needs.Training;

    public override Task RunAsync(StageRun run, CancellationToken cancel) => Tuning.RunAsync(
        new TuneInputs(
            Params.Model.Files(run, _parts.Language), Params.Model.Text(run[_parts.Vocabulary]), run[_samples],
            Params.Blind ? null : new PictureSource(run[_pictures], Params.Pixels), run[_aligned], run[_parts.Vision]),
        Params.Method, Params.Recipe, run[Adapter], run[Log], run.Watch(cancel));
}
