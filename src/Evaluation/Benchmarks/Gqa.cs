using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>GQA (Hudson &amp; Manning 2019): composed questions about scene graphs, exact match, scored as its eval.py does on LLaVA's conversion.</summary>
public sealed record Gqa : IBenchmark
{
    private const string Open = "query";

    private static readonly string[] s_common = ["color", "material", "shape"];
    private static readonly string[] s_uncounted = ["exist", "query: name", "choose name"];

    /// <summary>
    /// What is asked for behind every question: LLaVA-1.5's words, which the paper used. A vocabulary of a few hundred words has no room for
    /// them: the tiny zoo asks for nothing and its language model is pretrained that way.
    /// </summary>
    public string Request { get; init; } = VqaV2.ShortAnswer;

    public string Name => "GQA";

    public string Dataset => "GQA";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return Convert(answer) == sample.Answers[0] ? 1 : 0;
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>Accuracy of the binary and of the open questions, and by structural type.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded)
    {
        ArgumentNullException.ThrowIfNull(graded);
        if (graded.Count == 0) return [];
        var open = graded.Where(item => item.Category == Open).ToList();
        var binary = graded.Where(item => item.Category != Open).ToList();
        return
        [
            .. binary.Count > 0 ? [("binary", binary.Percent())] : Array.Empty<(string, double)>(),
            .. open.Count > 0 ? [("open", open.Percent())] : Array.Empty<(string, double)>(),
            .. graded.PercentByCategory(),
        ];
    }

    /// <summary>LLaVA's step before scoring: periods at the very end go, lower case; nothing is stripped.</summary>
    public static string Convert(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return PythonText.Lower(answer.TrimEnd('.'));
    }

    /// <summary>The predictions' file that LLaVA hands to the scorer, a line an answer; <see cref="GqaFiles.WritePredictions"/> writes it.</summary>
    public static IReadOnlyList<(string QuestionId, string Prediction)> Predictions(IReadOnlyList<LlavaAnswer> answers) =>
        [.. answers.Select(answer => (answer.Id, Convert(answer.Text)))];

    /// <summary>Words of a question; runs of white space count once.</summary>
    public static int Words(GqaQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return PythonText.Words(question.Question).Count;
    }

    /// <summary>Steps of a question's program but for those that only name or ask whether there is something.</summary>
    public static int Steps(GqaQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.Steps.Count(step => !s_uncounted.Any(part => step.Contains(part, StringComparison.Ordinal)));
    }

    /// <summary>Whether an answer is in a list of choices; for questions about what things have in common the choices are color, material, shape.</summary>
    public static bool Belongs(GqaQuestion question, IReadOnlyList<string> choices, string prediction)
    {
        ArgumentNullException.ThrowIfNull(question);
        return (question.DetailedType.Contains("Common", StringComparison.Ordinal) ? s_common : choices).Contains(prediction, StringComparer.Ordinal);
    }

    /// <summary>The official scorer over its own files; the last prediction for an id wins.</summary>
    /// <param name="questions">All questions, balanced or not.</param>
    /// <param name="predictions">Converted answers by id.</param>
    /// <param name="choices">Null as LLaVA runs it: validity and plausibility are 0 then.</param>
    /// <param name="consistency">Whether entailed questions are looked at, for which every question must be answered.</param>
    public static GqaScores Score(
        IReadOnlyList<GqaQuestion> questions, IEnumerable<(string QuestionId, string Prediction)> predictions,
        IReadOnlyDictionary<string, GqaChoices>? choices = null, bool consistency = false)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(predictions);
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, prediction) in predictions) given[id] = prediction;
        foreach (var question in questions.Where(question => consistency || question.IsBalanced))
        {
            if (!given.ContainsKey(question.Id))
            {
                throw new InvalidDataException(
                    $"The predictions lack question {question.Id}; the official scorer wants one for each {(consistency ? "question, for consistency" : "balanced question")}. Answer again.");
            }
        }
        var items = questions.Where(question => question.IsBalanced)
            .Select(question => Item(question, given[question.Id], choices)).ToList();
        return new GqaScores(items, Distribution(items))
        {
            Consistency = consistency ? ConsistencyOf(questions, given) : null,
        };
    }

    private static GqaItem Item(GqaQuestion question, string prediction, IReadOnlyDictionary<string, GqaChoices>? choices)
    {
        var of = choices is null ? null
            : choices.TryGetValue(question.Id, out var found) ? found
            : throw new InvalidDataException($"The choices lack question {question.Id}. Are they of the same split as the questions?");
        return new GqaItem(question, prediction)
        {
            IsValid = of is not null && Belongs(question, of.Valid, prediction),
            IsPlausible = of is not null && Belongs(question, of.Plausible, prediction),
        };
    }

    // Only right answers to balanced questions oblige: of what they entail, how much was answered right.
    private static double ConsistencyOf(IReadOnlyList<GqaQuestion> questions, Dictionary<string, string> given)
    {
        var truths = questions.ToDictionary(question => question.Id, question => question.Answer, StringComparer.Ordinal);
        var scores = new List<double>();
        foreach (var question in questions.Where(question => question.IsBalanced && given[question.Id] == question.Answer))
        {
            var entailed = question.Entailed.Where(id => id != question.Id).ToList();
            if (entailed.Count == 0) continue;
            scores.Add(entailed.Average(id => truths.TryGetValue(id, out var truth)
                ? given[id] == truth ? 1.0 : 0
                : throw new InvalidDataException($"Question {question.Id} entails {id}, which the questions lack. Score without consistency, or take the file of all questions.")));
        }
        return scores.Count == 0 ? 0 : 100 * scores.Average();
    }

    // Chi-square of the answers' distribution in each group, weighted by the group's size; the original prints a hundredth of it.
    private static double? Distribution(List<GqaItem> items)
    {
        var (sum, all) = (0.0, 0);
        foreach (var group in items.Where(item => item.Question.Group is not null).GroupBy(item => item.Question.Group, StringComparer.Ordinal))
        {
            var predicted = group.GroupBy(item => item.Prediction, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Count(), StringComparer.Ordinal);
            var score = 0.0;
            foreach (var truth in group.GroupBy(item => item.Question.Answer, StringComparer.Ordinal))
            {
                double expected = truth.Count();
                score += Math.Pow(predicted.GetValueOrDefault(truth.Key) - expected, 2) / expected;
            }
            sum += score * group.Count();
            all += group.Count();
        }
        return all == 0 ? null : sum / all / 100;
    }
}

/// <summary>One balanced question as the scorer saw it.</summary>
public sealed record GqaItem(GqaQuestion Question, string Prediction)
{
    public bool Correct => Prediction == Question.Answer;

    public bool IsOpen => Question.StructuralType == "query";

    public bool IsValid { get; init; }

    public bool IsPlausible { get; init; }
}

/// <summary>The official scorer's report, 0…100.</summary>
/// <param name="Distribution">Chi-square of the answers' distribution / 100, lower is better; null where no question has a group (the original stops).</param>
public sealed record GqaScores(IReadOnlyList<GqaItem> Items, double? Distribution)
{
    public double Accuracy => Percent(Items, item => item.Correct);

    public double Binary => Percent(Items.Where(item => !item.IsOpen), item => item.Correct);

    public double Open => Percent(Items.Where(item => item.IsOpen), item => item.Correct);

    public double Validity => Percent(Items, item => item.IsValid);

    public double Plausibility => Percent(Items, item => item.IsPlausible);

    /// <summary>Null unless asked for.</summary>
    public double? Consistency { get; init; }

    /// <summary>Accuracy and number of questions by structural or semantic type, words or steps.</summary>
    public IReadOnlyDictionary<string, (double Accuracy, int Questions)> By(Func<GqaQuestion, string> key) =>
        Items.GroupBy(item => key(item.Question), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (Percent(group, item => item.Correct), group.Count()), StringComparer.Ordinal);

    private static double Percent(IEnumerable<GqaItem> items, Func<GqaItem, bool> holds) =>
        items.Select(item => holds(item) ? 100.0 : 0).DefaultIfEmpty(0).Average();
}
