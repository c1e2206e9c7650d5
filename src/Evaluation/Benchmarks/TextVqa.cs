using System.Text.RegularExpressions;
using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>TextVQA (Singh et al. 2019): questions about text in photos, soft accuracy against ten annotators, scored as LLaVA's eval_textvqa.py does.</summary>
public sealed partial record TextVqa : IBenchmark
{
    private const string OldPrefix = "OCR tokens: ";

    /// <summary>
    /// What is asked for behind every question: LLaVA-1.5's words, which the paper used. Words found by a reader of text, where the raw set has
    /// them, stand between question and request.
    /// </summary>
    public string Request { get; init; } = VqaV2.ShortAnswer;

    public string Name => "TextVQA";

    public string Dataset => "TextVQA";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return Compare(sample.Answers, answer);
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) => graded.PercentByCategory();

    /// <summary>Soft accuracy 0…1: leave one annotator out, count the equals among the rest, three are enough. All texts are always normalised.</summary>
    public static double Compare(IReadOnlyList<string> answers, string prediction)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var said = Normalisation.EvalAi(prediction);
        var equal = answers.Select(answer => Normalisation.EvalAi(answer) == said).ToList();
        var all = equal.Count(same => same);
        return equal.Average(same => Math.Min(1, (all - (same ? 1 : 0)) / 3.0));
    }

    /// <summary>The question inside a prompt, in lower case: with the image id it is the key of the annotations.</summary>
    /// <exception cref="InvalidDataException">A prompt of no known form, where the original stops.</exception>
    public static string QuestionOf(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.StartsWith(OldPrefix, StringComparison.Ordinal))
        {
            var match = OldQuestion().Match(prompt);
            return match.Success ? PythonText.Lower(match.Groups["question"].Value) : throw Unknown(prompt);
        }
        var lines = prompt.Split('\n');
        var words = TextVqaFiles.OcrPrefix;
        if (lines.Length == 3 && prompt.Contains(words, StringComparison.Ordinal))
        {
            return PythonText.Lower(lines[prompt.StartsWith(words.TrimEnd(), StringComparison.Ordinal) ? 1 : 0]);
        }
        return lines.Length == 2 ? PythonText.Lower(lines[0]) : throw Unknown(prompt);
    }

    /// <summary>
    /// The official scorer over its own files: accuracy 0…1 of every answer line, which names its image as question_id and its question in the
    /// prompt. A question annotated twice: the later counts.
    /// </summary>
    public static IReadOnlyList<double> Score(IReadOnlyList<TextVqaQuestion> questions, IReadOnlyList<LlavaAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(answers);
        var annotated = new Dictionary<(string, string), IReadOnlyList<string>>();
        foreach (var question in questions) annotated[(question.ImageId, PythonText.Lower(question.Question))] = question.Answers;
        return
        [
            .. answers.Select(answer => annotated.TryGetValue((answer.Id, QuestionOf(answer.Prompt)), out var truths)
                ? Compare(truths, answer.Text)
                : throw new InvalidDataException($"The answers hold the question '{QuestionOf(answer.Prompt)}' about image {answer.Id}, which the annotations lack. Are they for this split?")),
        ];
    }

    private static InvalidDataException Unknown(string prompt) =>
        new($"The prompt '{prompt}' has none of the forms whose question the scorer finds: 'question, request' on two lines, with '{TextVqaFiles.OcrPrefix}…' between them on three, or the old '{OldPrefix}…'.");

    [GeneratedRegex("Question: (?<question>.*?) Short answer:", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex OldQuestion();
}
