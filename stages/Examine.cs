using Steering.Evaluation;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

/// <param name="Method">What the editors are.</param>
public sealed record ExamineParams(ModelChoice Model, IPeftMethod Method, ControlRules Rules);

/// <summary>Tries editors of chosen tokens on unseen pictures: on the thing's tokens, on none, on random ones, in other words, and on questions about other things.</summary>
public sealed class Examine(ExamineParams parameters, string who, ModelParts parts, Artifact<Weights> editors, Artifact<Spots> spots, Artifact<Features> pictures)
    : Stage<ExamineParams>(parameters, parts.Language, parts.Vision, parts.Vocabulary, editors, spots, pictures)
{
    private readonly ModelParts _parts = parts;

    public override string Label => $"Examine {who}";

    public Artifact<Scores> Result => Output<Scores>("scores.json");

    public override Resources Needs => _parts.Needs.Answering;

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        ControlRun.Run(
            new ControlInputs(Params.Model.Files(run, _parts.Language), run[editors], Params.Method, run[_parts.Vision], run[_parts.Vocabulary], Params.Model.Template, run[spots], run[pictures]),
            Params.Rules, run[Result], run.Progress.Report, cancel);
        return Task.CompletedTask;
    }
}
