using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// VizWiz (Gurari et al. 2018): photos taken and questions asked by blind people, many without an answer; soft accuracy against ten annotators
/// as the challenge's own scorer computes it, which is not VQAv2's.
/// </summary>
public sealed record VizWiz : IBenchmark
{
    /// <summary>
    /// What is asked for behind every question. A vocabulary of a few hundred words has no room for it: the tiny zoo asks for nothing and its
    /// language model is pretrained that way.
    /// </summary>
    public string Request { get; init; } = VizWizFiles.Request;

    public string Name => "VizWiz";

    public string Dataset => "VizWiz";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample.Answers.Count > 0
            ? Compare(sample.Answers, answer)
            : throw new InvalidDataException($"Question {sample.Id} has no annotated answers: the test split is scored by the challenge's server. Write a submission instead.");
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>Accuracy by answer type.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) => graded.PercentByCategory();

    /// <summary>Soft accuracy 0…1: one annotator is left out by position; the prediction is always normalised, the truth never.</summary>
    public static double Compare(IReadOnlyList<string> answers, string prediction)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var said = Normalisation.VizWiz(prediction);
        var all = answers.Count(answer => answer == said);
        return answers.Average(answer => Math.Min(1, (all - (answer == said ? 1 : 0)) / 3.0));
    }

    /// <summary>The challenge's scorer over its own files: every annotated picture must be answered, and no other.</summary>
    public static VizWizScores Score(IReadOnlyList<VizWizQuestion> questions, IReadOnlyList<VizWizResult> results)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(results);
        var given = new Dictionary<string, VizWizResult>(StringComparer.Ordinal);
        foreach (var result in results) given[result.Image] = result;
        var items = questions.Select(question => given.Remove(question.Image, out var result)
            ? new VizWizItem(question, result, Compare([.. question.Answers.Select(answer => answer.Answer)], result.Answer))
            : throw new InvalidDataException($"The results lack {question.Image}; the challenge wants an answer to each of the {questions.Count} pictures.")).ToList();
        return given.Count == 0
            ? new VizWizScores(items)
            : throw new InvalidDataException($"The results answer {given.Keys.First()}, which is not annotated. Are they for this split?");
    }

    /// <summary>What LLaVA uploads to the challenge: for every question of the list its answer by the EvalAI processor; the last for an id counts.</summary>
    public static IReadOnlyList<(string Image, string Answer)> Submission(IReadOnlyList<LlavaQuestion> questions, IReadOnlyList<LlavaAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(answers);
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var answer in answers) last[answer.Id] = answer.Text;
        return
        [
            .. questions.Select(question => last.TryGetValue(question.Id, out var text)
                ? (question.Image ?? throw new InvalidDataException($"Question {question.Id} names no image; the challenge knows questions by it."), Normalisation.EvalAi(text))
                : throw new InvalidDataException($"The answers lack question {question.Id}; the challenge wants one for each. Answer again.")),
        ];
    }
}

/// <summary>One question as the challenge saw it; accuracy 0…1.</summary>
public sealed record VizWizItem(VizWizQuestion Question, VizWizResult Result, double Accuracy);

/// <summary>The challenge's report, 0…100. Unanswerable is the positive class; its score is one minus the model's belief that there is an answer.</summary>
public sealed record VizWizScores(IReadOnlyList<VizWizItem> Items)
{
    public double Overall => 100 * Items.Average(item => item.Accuracy);

    public IReadOnlyDictionary<string, double> ByAnswerType =>
        Items.GroupBy(item => item.Question.AnswerType, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => 100 * group.Average(item => item.Accuracy), StringComparer.Ordinal);

    /// <summary>Area under precision over recall, in steps: the mean precision at each unanswerable picture's score.</summary>
    public double AveragePrecision()
    {
        var scored = Scored();
        var (sum, hits, seen) = (0.0, 0, 0);
        var positives = scored.Count(item => item.IsPositive);
        foreach (var equal in scored.GroupBy(item => item.Score).OrderByDescending(group => group.Key))
        {
            var found = equal.Count(item => item.IsPositive);
            hits += found;
            seen += equal.Count();
            sum += (double)found / positives * hits / seen;
        }
        return 100 * sum;
    }

    /// <summary>F1 of the pictures taken for unanswerable, those with a score above a half.</summary>
    public double F1()
    {
        var scored = Scored();
        var hits = scored.Count(item => item.IsPositive && item.Score > 0.5);
        return hits == 0 ? 0 : 200.0 * hits / (scored.Count(item => item.Score > 0.5) + scored.Count(item => item.IsPositive));
    }

    private List<(double Score, bool IsPositive)> Scored()
    {
        var scored = Items.Select(item => item.Result.Answerable is { } belief
            ? (Score: 1 - belief, IsPositive: !item.Question.IsAnswerable)
            : throw new InvalidDataException($"The result for {item.Question.Image} has no 'answerable'; unanswerability needs one for every picture.")).ToList();
        return scored.Exists(item => item.IsPositive)
            ? scored
            : throw new InvalidDataException("No picture is annotated as unanswerable, so unanswerability has no precision. Score a split that has some.");
    }
}
