using Steering.Data;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// MMLU (Hendrycks et al. 2021): four-way questions of 57 subjects. Either the model writes a letter, asked and compared as DeepEval does, or the
/// likelihoods of the four letters decide, as in lm-evaluation-harness. The column is the mean over questions; the mean over subjects stands beside.
/// </summary>
public sealed record Mmlu : IContinuedBenchmark
{
    /// <summary>Stands before the examples; {category} is the subject, a space for each underscore.</summary>
    public string Header { get; init; } = "The following are multiple choice questions (with answers) about {category}.\n\n";

    /// <summary>Stands behind the question, for a model whose output no schema confines.</summary>
    public string Request { get; init; } = "\n\nOutput 'A', 'B', 'C', or 'D'. Full answer not needed.";

    /// <summary>Leads from the choices to the answer.</summary>
    public string Lead { get; init; } = "\nAnswer:";

    public bool ByLikelihood { get; init; }

    public string Name => "MMLU";

    public string Dataset => "MMLU";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample) => LetteredQuestion.Ask(sample, HeaderOf(sample), Lead + Request);

    public (string Context, IReadOnlyList<string> Continuations) Endings(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return ($"{HeaderOf(sample)}{sample.Turns[1].Question}{LetteredQuestion.Choices(sample)}{Lead}", [.. sample.Choices.Select((_, i) => " " + LetteredQuestion.Letter(i))]);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return LikelihoodAnswer.Read(answer, sample.Choices.Count) is { } likelihoods
            ? LetteredQuestion.Letter(PythonText.ArgMax(likelihoods)) == sample.Answers[0] ? 1 : 0
            : LetteredQuestion.ExactMatch(sample.Answers[0], answer) ? 1 : 0;
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>The mean over subjects, each weighing the same; then accuracy by subject.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) =>
        graded.PercentByCategory() is { Count: > 0 } subjects ? [("mean of subjects", subjects.Average(subject => subject.Value)), .. subjects] : [];

    private string HeaderOf(Sample sample) => Header.Replace("{category}", sample.Category.Replace('_', ' '), StringComparison.Ordinal);
}
