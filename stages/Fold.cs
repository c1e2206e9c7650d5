using Steering.Flow;
using Steering.Models;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Method">What the adapter was trained by.</param>
public sealed record FoldParams(ModelChoice Model, IPeftMethod Method);

/// <summary>Makes a base of a tuned model: a language model and a connector that another tuning starts from.</summary>
public sealed class Fold(FoldParams parameters, string who, ModelParts parts, Artifact<Weights> adapter)
    : Stage<FoldParams>(parameters, parts.Language, parts.Vision, adapter)
{
    private readonly ModelParts _parts = parts;

    public override string Label => $"Fold {who}";

    public Artifact<LanguageModel> Language => Output<LanguageModel>("language");

    public Artifact<Weights> Connector => Output<Weights>("connector.safetensors");

    public override Resources Needs => _parts.Needs.Folding;

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        Folding.Run(Params.Model.Files(run, _parts.Language), run[adapter], Params.Method, VisionTowers.ReadConfig(run[_parts.Vision]).Width, run[Language], run[Connector]);
        return Task.CompletedTask;
    }
}
