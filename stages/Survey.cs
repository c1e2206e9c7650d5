using Steering.Analysis;
using Steering.Data;
using Steering.Data.Sources;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Method">What the adapter was trained by.</param>
public sealed record SurveyParams(ModelChoice Model, IPeftMethod Method, LandscapeRules Rules)
{
    /// <summary>Format of the pictures, where the method does something in the vision tower and reads pixels; null where it reads cached features. The stage says it.</summary>
    public RawFormat? Pixels { get; internal init; }
}

/// <summary>Measures the loss around a tuned model, over planes of random directions through what was trained.</summary>
public sealed class Survey(SurveyParams parameters, string who, ModelParts parts, DataSet data, Artifact<Weights> adapter)
    : Stage<SurveyParams>(
        parameters with { Pixels = data.PixelsFor(parameters.Method) },
        parts.Language, parts.Vision, parts.Vocabulary, data.Samples, data.PicturesFor(parameters.Method), adapter)
{
    private readonly ModelParts _parts = parts;
    private readonly Artifact<Shards> _samples = data.Samples;
    private readonly IArtifact _pictures = data.PicturesFor(parameters.Method);
    private readonly Artifact<Weights> _adapter = adapter;

    public override string Label => $"Survey {who}";

    public Artifact<Losses> Landscape => Output<Losses>("losses.csv");

    public override Resources Needs => _parts.Needs.Answering;

    public override Task RunAsync(StageRun run, CancellationToken cancel) => LandscapeRun.RunAsync(
        new LandscapeInputs(
            Params.Model.Files(run, _parts.Language), run[_adapter], Params.Method, run[_parts.Vision], run[_parts.Vocabulary], Params.Model.Template,
            run[_samples], new PictureSource(run[_pictures], Params.Pixels)),
        Params.Rules, run[Landscape], run.Progress.Report, cancel);
}
