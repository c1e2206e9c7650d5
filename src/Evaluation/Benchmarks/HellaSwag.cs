using System.Text;
using System.Text.RegularExpressions;
using Steering.Data;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// HellaSwag (Zellers et al. 2019): which of four endings goes on. Either the model writes a letter, asked and compared as DeepEval does, or the
/// likelihoods of the endings decide, cleaned and compared as lm-evaluation-harness does: then the column is acc_norm, by log-likelihood per
/// character.
/// </summary>
public sealed partial record HellaSwag : IContinuedBenchmark
{
    /// <summary>Stands before the examples; {category} is the activity.</summary>
    public string Header { get; init; } = "The following are multiple choice questions (with answers) are sentence completion problems about {category}.\n\n";

    /// <summary>Stands behind the question, for a model whose output no schema confines.</summary>
    public string Request { get; init; } = "\n\nOutput 'A', 'B', 'C', or 'D'. Full answer not needed.";

    /// <summary>Leads from the choices to the answer.</summary>
    public string Lead { get; init; } = "\nAnswer:";

    public bool ByLikelihood { get; init; }

    public string Name => "HellaSwag";

    public string Dataset => "HellaSwag";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample) => LetteredQuestion.Ask(sample, Header.Replace("{category}", sample.Category, StringComparison.Ordinal), Lead + Request);

    public (string Context, IReadOnlyList<string> Continuations) Endings(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var (first, second) = sample.Turns[1];
        return (Query(sample.Category, first, second), [.. sample.Choices.Select(ending => " " + Clean(ending))]);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return LikelihoodAnswer.Read(answer, sample.Choices.Count) is { } likelihoods
            ? IsRight(sample, Normalised(likelihoods, Cleaned(sample).Select(PythonText.Length)))
            : LetteredQuestion.ExactMatch(sample.Answers[0], answer) ? 1 : 0;
    }

    /// <summary>Of likelihoods: by which of the three rules they are right.</summary>
    public string Verdict(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (LikelihoodAnswer.Read(answer, sample.Choices.Count) is not { } likelihoods) return "";
        var rules = new[]
        {
            ("acc", likelihoods),
            ("acc_norm", Normalised(likelihoods, Cleaned(sample).Select(PythonText.Length))),
            ("acc_bytes", Normalised(likelihoods, Cleaned(sample).Select(Encoding.UTF8.GetByteCount))),
        };
        return LetteredQuestion.Rules(rules.Where(rule => IsRight(sample, rule.Item2) > 0).Select(rule => rule.Item1));
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>Of likelihoods accuracy by each rule; then accuracy by activity.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) =>
        [.. LetteredQuestion.ByRule(graded, ["acc", "acc_norm", "acc_bytes"]), .. graded.PercentByCategory()];

    /// <summary>The harness's cleaning of what WikiHow left: its titles become a full stop, other brackets go, pairs of spaces are halved once.</summary>
    public static string Clean(string text)
    {
        var plain = PythonText.Strip(text).Replace(" [title]", ". ", StringComparison.Ordinal);
        return Bracket().Replace(plain, "").Replace("  ", " ", StringComparison.Ordinal);
    }

    public static string Query(string activity, string contextA, string contextB) => Clean($"{activity}: {contextA} {PythonText.Capitalize(contextB)}");

    /// <summary>Log-likelihood per unit of length. Without any an ending has minus infinity, or, where its value is 0, no number.</summary>
    public static IReadOnlyList<double> Normalised(IReadOnlyList<double> likelihoods, IEnumerable<int> lengths) => [.. likelihoods.Zip(lengths, (value, length) => value / length)];

    private static double IsRight(Sample sample, IReadOnlyList<double> values) => LetteredQuestion.Letter(PythonText.ArgMax(values)) == sample.Answers[0] ? 1 : 0;

    private static IEnumerable<string> Cleaned(Sample sample) => sample.Choices.Select(Clean);

    [GeneratedRegex(@"\[.*?\]", RegexOptions.CultureInvariant)]
    private static partial Regex Bracket();
}
