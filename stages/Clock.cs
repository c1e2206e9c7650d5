using Steering.Data;
using Steering.Evaluation;
using Steering.Flow;

namespace Steering.Stages;

/// <param name="Place">Repository-relative path of the CSV, without its ending.</param>
/// <param name="Models">In the order of their adapters.</param>
public sealed record ClockParams(string Place, ModelChoice Model, IBenchmark Benchmark, IReadOnlyList<TimedModel> Models, TimingRules Rules);

/// <summary>Times models at the same prompts, one at a time and in turn, in processor time of the one thread that computes: it need not have the machine for itself.</summary>
public sealed class Clock(ClockParams parameters, ModelParts parts, DataSet items, IReadOnlyList<Artifact<Weights>> adapters)
    : Stage<ClockParams>(parameters, [parts.Language, parts.Vision, parts.Vocabulary, items.Samples, Features(items, parameters), .. adapters.Distinct()])
{
    private readonly ModelParts _parts = parts;
    private readonly Artifact<Shards> _samples = items.Samples;
    private readonly IArtifact _features = Features(items, parameters);

    public override string Label => $"Clock {Params.Place[(Params.Place.LastIndexOf('/') + 1)..]}";

    /// <summary>Milliseconds of each model, one line for each prompt and round (<see cref="Timings"/>).</summary>
    public Artifact<Times> Taken => Export<Times>(Params.Place + ".csv");

    /// <summary>What it writes is measured, not computed.</summary>
    public override bool IsReproducible => false;

    /// <summary>One thread, whose count and device class are in the key; the memory of all the models.</summary>
    public override Resources Needs => Resources.Training(gigabytes: _parts.Needs.Answering.MemoryBytes / (double)(1L << 30));

    public override async Task RunAsync(StageRun run, CancellationToken cancel) => Timings.Write(
        run[Taken], Params.Models,
        await AnswerTimes.RunAsync(
            Params.Benchmark,
            new TimingInputs(
                Params.Model.Files(run, _parts.Language), [.. adapters.Select(adapter => run[adapter])], run[_parts.Vision], run[_parts.Vocabulary], Params.Model.Template, run[_samples],
                new PictureSource(run[_features], Pixels: null)),
            Params.Models, Params.Rules, run.Progress.Report, cancel));

    /// <summary>What the frozen tower made of the pictures.</summary>
    private static IArtifact Features(DataSet items, ClockParams parameters) => parameters.Models.All(model => items.PixelsFor(model.Method) is null)
        ? items.PicturesFor(parameters.Models[0].Method)
        : throw new ArgumentException($"{parameters.Place}: a model reads pixels, whose tower is not timed. Time methods that leave the tower as it is.", nameof(parameters));
}
