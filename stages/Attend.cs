using Steering.Analysis;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Method">What the adapter was trained by.</param>
public sealed record AttendParams(ModelChoice Model, IPeftMethod Method, AttentionRules Rules);

/// <summary>Reads prompts and their greedy answers once more and keeps, sample by sample and layer by layer, what the answers attend to.</summary>
public sealed class Attend(AttendParams parameters, string who, ModelParts parts, DataSet items, Artifact<Weights> adapter, Artifact<Answers> answers)
    : Stage<AttendParams>(parameters, parts.Language, parts.Vision, parts.Vocabulary, items.Samples, items.Features, adapter, answers)
{
    private readonly ModelParts _parts = parts;
    private readonly DataSet _items = items;
    private readonly Artifact<Weights> _adapter = adapter;

    public override string Label => $"Attend {who} {_items.Name}";

    /// <summary><see cref="SampleAttention"/>, one JSON object a line.</summary>
    public Artifact<Maps> Numbers => Output<Maps>("attention.jsonl");

    /// <summary><see cref="PictureAttention"/> of a few samples, one JSON object a line.</summary>
    public Artifact<Maps> Pictures => Output<Maps>("pictures.jsonl");

    public override Resources Needs => Resources.Training(gigabytes: 1);

    public override Task RunAsync(StageRun run, CancellationToken cancel) => AttentionRun.RunAsync(
        new AttentionInputs(
            Params.Model.Files(run[_parts.Language]), run[_adapter], Params.Method, run[_parts.Vision], run[_parts.Vocabulary], Params.Model.Template,
            run[_items.Samples], run[_items.Features], run[answers]),
        Params.Rules, run[Numbers], run[Pictures], run.Progress.Report, cancel);
}
