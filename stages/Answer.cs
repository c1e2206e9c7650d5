using Steering.Data;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Method">What the adapter was trained by.</param>
public sealed record AnswerParams(ModelChoice Model, IPeftMethod Method, IBenchmark Benchmark, AnswerRules Rules)
{
    /// <summary>Format of the pictures, where the method does something in the vision tower and reads pixels; null where it reads cached features. The stage says it.</summary>
    public RawFormat? Pixels { get; internal init; }
}

/// <summary>One model answers one benchmark, greedily and in batches.</summary>
public sealed class Answer(AnswerParams parameters, string who, ModelParts parts, DataSet items, Artifact<Weights> adapter)
    : Stage<AnswerParams>(
        parameters with { Pixels = items.PixelsFor(parameters.Method) },
        parts.Language, parts.Vision, parts.Vocabulary, items.Samples, items.PicturesFor(parameters.Method), adapter)
{
    private readonly ModelParts _parts = parts;
    private readonly string _name = items.Name;
    private readonly Artifact<Shards> _samples = items.Samples;
    private readonly IArtifact _pictures = items.PicturesFor(parameters.Method);
    private readonly Artifact<Weights> _adapter = adapter;

    public override string Label => $"Answer {who} {_name}";

    public Artifact<Answers> Given => Output<Answers>("answers.jsonl");

    public override Resources Needs => _parts.Needs.Answering;

    public override Task RunAsync(StageRun run, CancellationToken cancel) => BenchmarkAnswers.RunAsync(
        Params.Benchmark,
        new AnswerInputs(
            Params.Model.Files(run, _parts.Language), run[_adapter], Params.Method, run[_parts.Vision], run[_parts.Vocabulary], Params.Model.Template,
            run[_samples], new PictureSource(run[_pictures], Params.Pixels)),
        Params.Rules, run[Given], run.Progress.Report, cancel);
}
