using Steering.Evaluation;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Method">What the adapter was trained by.</param>
public sealed record AnswerParams(ModelChoice Model, IPeftMethod Method, IBenchmark Benchmark, AnswerRules Rules);

/// <summary>One model answers one benchmark, greedily and in batches.</summary>
public sealed class Answer(AnswerParams parameters, string who, ModelParts parts, DataSet items, Artifact<Weights> adapter)
    : Stage<AnswerParams>(parameters, parts.Language, parts.Vision, parts.Vocabulary, items.Samples, items.Features, adapter)
{
    private readonly ModelParts _parts = parts;
    private readonly DataSet _items = items;
    private readonly Artifact<Weights> _adapter = adapter;

    public override string Label => $"Answer {who} {_items.Name}";

    public Artifact<Answers> Given => Output<Answers>("answers.jsonl");

    public override Resources Needs => Resources.Training(gigabytes: 1);

    public override Task RunAsync(StageRun run, CancellationToken cancel) => BenchmarkAnswers.RunAsync(
        Params.Benchmark,
        new AnswerInputs(
            Params.Model.Files(run[_parts.Language]), run[_adapter], Params.Method, run[_parts.Vision], run[_parts.Vocabulary], Params.Model.Template, run[_items.Samples], run[_items.Features]),
        Params.Rules, run[Given], run.Progress.Report, cancel);
}
