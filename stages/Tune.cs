using Steering.Flow;
using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

/// <param name="Blind">True: trained without pictures, for the baseline that knows language only.</param>
public sealed record TuneParams(ModelChoice Model, IPeftMethod Method, Recipe Recipe, bool Blind);

/// <summary>Trains one PEFT method on one aligned model; everything the method does not own stays frozen.</summary>
public sealed class Tune(TuneParams parameters, string row, ModelParts parts, DataSet data, Artifact<Weights> aligned)
    : Stage<TuneParams>(parameters, parts.Language, parts.Vision, parts.Vocabulary, data.Samples, data.Features, aligned)
{
    private readonly ModelParts _parts = parts;
    private readonly DataSet _data = data;
    private readonly Artifact<Weights> _aligned = aligned;

    public override string Label => $"Tune {row} seed {Params.Recipe.Seed}";

    public Artifact<Weights> Adapter => Output<Weights>("adapter.safetensors");

    public Artifact<RunLog> Log => Output<RunLog>("log.csv");

    public override Resources Needs => Resources.Training();

    public override Task RunAsync(StageRun run, CancellationToken cancel) => Tuning.RunAsync(
        new TuneInputs(
            Params.Model.Files(run[_parts.Language]), Params.Model.Text(run[_parts.Vocabulary]), run[_data.Samples],
            Params.Blind ? null : run[_data.Features], run[_aligned], run[_parts.Vision]),
        Params.Method, Params.Recipe, run[Adapter], run[Log], run.Watch(cancel));
}
