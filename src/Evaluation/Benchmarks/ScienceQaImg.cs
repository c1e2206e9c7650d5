using System.Text.RegularExpressions;
using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>ScienceQA-IMG (Lu et al. 2022): the test questions that have an image; the answer is a letter, read as LLaVA's eval_science_qa.py does.</summary>
public sealed partial record ScienceQaImg : IBenchmark
{
    /// <summary>LLaVA-1.5's request for a letter, on a line of its own.</summary>
    public const string Letter = "\nAnswer with the option's letter from the given choices directly.";

    /// <summary>
    /// What is asked for behind every question: LLaVA-1.5's words, which the paper used. A vocabulary of a few hundred words has no room for
    /// them: the tiny zoo asks for nothing and its language model is pretrained that way.
    /// </summary>
    public string Request { get; init; } = Letter;

    public string Name => "ScienceQA-IMG";

    public string Dataset => "ScienceQA";

    public bool Takes(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample.Image is not null;
    }

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var choices = string.Concat(sample.Choices.Select((choice, i) => $"\n{(char)('A' + i)}. {choice}"));
        return new Prompt($"{(sample.Image is null ? "" : "<image>\n")}{sample.Turns[0].Question}{choices}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return ChoiceIndex(Parse(answer), sample.Choices.Count) == ScienceQaFiles.Letters.IndexOf(sample.Answers[0], StringComparison.Ordinal) ? 1 : 0;
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>Accuracy by subject.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) => graded.PercentByCategory();

    /// <summary>
    /// The letter of an answer: the answer itself, or "X. …", or the only "The answer is X" followed by one more character; null otherwise.
    /// A letter beyond E is read by the sentence only, as in the original.
    /// </summary>
    public static string? Parse(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var starts = answer.Length > 0 && ScienceQaFiles.Letters.Contains(answer[0], StringComparison.Ordinal);
        if (starts && answer.Length == 1) return answer;
        if (starts && answer.AsSpan(1).StartsWith(". ")) return answer[..1];
        var sentences = Sentence().Matches(answer);
        return sentences.Count == 1 ? sentences[0].Groups["letter"].Value : null;
    }

    /// <summary>Index of a letter among so many choices, or -1.</summary>
    public static int ChoiceIndex(string? letter, int choices) =>
        letter is null ? -1
        : ScienceQaFiles.Letters.IndexOf(letter, StringComparison.Ordinal) is var index && index < choices ? index
        : -1;

    /// <summary>
    /// The official scorer over its own files: problems of a split, answers by id (the last for an id wins). A problem without an answer is
    /// wrong and counts as text only.
    /// </summary>
    public static ScienceQaScores Score(IReadOnlyList<ScienceQaProblem> problems, IReadOnlyList<LlavaAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(answers);
        var last = new Dictionary<string, LlavaAnswer>(StringComparer.Ordinal);
        foreach (var answer in answers) last[answer.Id] = answer;
        var items = new List<ScienceQaItem>(problems.Count);
        foreach (var problem in problems)
        {
            if (problem.Answer >= ScienceQaFiles.Letters.Length)
            {
                throw new InvalidDataException(
                    $"Problem {problem.Id}: the answer is choice {problem.Answer + 1}, beyond the letters {ScienceQaFiles.Letters} of the scorer. Leave the problem out.");
            }
            var found = last.GetValueOrDefault(problem.Id);
            var letter = found is null ? null : Parse(found.Text);
            var index = ChoiceIndex(letter, problem.Choices.Count);
            var image = found is not null && found.Prompt.Contains("<image>", StringComparison.Ordinal);
            items.Add(new ScienceQaItem(problem.Id, letter, index, index == problem.Answer, image));
        }
        if (!items.Exists(item => item.HasImage))
        {
            throw new InvalidDataException("No prompt among the answers holds '<image>', so there is no image accuracy. Were the questions asked without their pictures?");
        }
        return new ScienceQaScores(items);
    }

    [GeneratedRegex("The answer is (?<letter>[A-Z]).", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Sentence();
}

/// <summary>One problem as the scorer saw it; <paramref name="Index"/> is -1 where nothing usable was answered.</summary>
public sealed record ScienceQaItem(string Id, string? Letter, int Index, bool Correct, bool HasImage);

/// <summary>The official scorer's report; percentages.</summary>
public sealed record ScienceQaScores(IReadOnlyList<ScienceQaItem> Items)
{
    public int Correct => Items.Count(item => item.Correct);

    public int ImageCorrect => Items.Count(item => item.Correct && item.HasImage);

    public int ImageCount => Items.Count(item => item.HasImage);

    public double Accuracy => 100.0 * Correct / Items.Count;

    public double ImageAccuracy => 100.0 * ImageCorrect / ImageCount;
}
