using Steering.Analysis;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Method">What the adapter was trained by.</param>
public sealed record AttendParams(ModelChoice Model, IPeftMethod Method, AttentionRules Rules)
{
    /// <summary>Format of the pictures, where the method does something in the vision tower and reads pixels; null where it reads cached features. The stage says it.</summary>
    public RawFormat? Pixels { get; internal init; }
}

/// <summary>Reads prompts and their greedy answers once more and keeps, sample by sample and layer by layer, what the answers attend to.</summary>
public sealed class Attend(AttendParams parameters, string who, ModelParts parts, DataSet items, Artifact<Weights> adapter, Artifact<Answers> answers)
    : Stage<AttendParams>(
        parameters with { Pixels = items.PixelsFor(parameters.Method) },
        parts.Language, parts.Vision, parts.Vocabulary, items.Samples, items.PicturesFor(parameters.Method), adapter, answers)
{
    private readonly ModelParts _parts = parts;
    private readonly string _name = items.Name;
    private readonly Artifact<Shards> _samples = items.Samples;
    private readonly IArtifact _pictures = items.PicturesFor(parameters.Method);
    private readonly Artifact<Weights> _adapter = adapter;

    public override string Label => $"Attend {who} {_name}";

    /// <summary><see cref="SampleAttention"/>, one JSON object a line.</summary>
    public Artifact<Maps> Numbers => Output<Maps>("attention.jsonl");

    /// <summary><see cref="PictureAttention"/> of a few samples, one JSON object a line.</summary>
    public Artifact<Maps> Pictures => Output<Maps>("pictures.jsonl");

    public override Resources Needs => _parts.Needs.Answering;

    public override Task RunAsync(StageRun run, CancellationToken cancel) => AttentionRun.RunAsync(
        new AttentionInputs(
            Params.Model.Files(run, _parts.Language), run[_adapter], Params.Method, run[_parts.Vision], run[_parts.Vocabulary], Params.Model.Template,
            run[_samples], new PictureSource(run[_pictures], Params.Pixels), run[answers]),
        Params.Rules, run[Numbers], run[Pictures], run.Progress.Report, cancel);
}
