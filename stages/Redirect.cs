using Steering.Flow;
using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

/// <param name="Method">The editors; one group of chosen tokens.</param>
public sealed record RedirectParams(ModelChoice Model, IPeftMethod Method, RedirectRules Rules, Recipe Recipe);

/// <summary>Trains editors that act on the tokens of one thing in a picture, to turn the answers about it; the model stays as it is.</summary>
public sealed class Redirect(RedirectParams parameters, string who, ModelParts parts, Artifact<Weights> connector, Artifact<Spots> spots, Artifact<Features> pictures)
    : Stage<RedirectParams>(parameters, parts.Language, parts.Vision, parts.Vocabulary, connector, spots, pictures)
{
    private readonly ModelParts _parts = parts;

    public override string Label => $"Redirect {who}";

    public Artifact<Weights> Editors => Output<Weights>("adapter.safetensors");

    public Artifact<RunLog> Log => Output<RunLog>("log.csv");

    public override Resources Needs => _parts.Needs.Training;

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        Redirection.Run(
            new RedirectInputs(Params.Model.Files(run, _parts.Language), Params.Model.Text(run[_parts.Vocabulary]), run[connector], run[_parts.Vision], run[spots], run[pictures]),
            Params.Method, Params.Rules, Params.Recipe, run[Editors], run[Log], run.Watch(cancel));
        return Task.CompletedTask;
    }
}
