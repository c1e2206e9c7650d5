using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// POPE (Li et al. 2023): is an object in the picture, three ways to choose the absent ones. The column is the mean F1 of the three
/// categories (LLaVA's convention); accuracy, precision, recall and the share of yes stand beside it. Read as LLaVA's eval_pope.py does.
/// </summary>
public sealed record Pope : IBenchmark
{
    /// <summary>
    /// What is asked for behind every question: LLaVA-1.5's words, which the paper used. A vocabulary of a few hundred words has no room for
    /// them: the tiny zoo asks for nothing and its language model is pretrained that way.
    /// </summary>
    public string Request { get; init; } = VqaV2.ShortAnswer;

    public string Name => "POPE";

    public string Dataset => "POPE";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return SaysYes(answer) == IsYes(sample.Answers[0]) ? 1 : 0;
    }

    public double Sum(IReadOnlyList<Graded> graded)
    {
        var categories = ByCategory(graded);
        return categories.Count == 0 ? 0 : 100 * categories.Average(category => category.Counts.Scores().F1);
    }

    /// <summary>Accuracy, precision, recall, F1 and share of yes: the means over the categories, then each category's.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded)
    {
        var categories = ByCategory(graded).Select(category => (category.Name, Scores: category.Counts.Scores())).ToList();
        if (categories.Count == 0) return [];
        return
        [
            .. Named("", PopeScores.Mean([.. categories.Select(category => category.Scores)])),
            .. categories.SelectMany(category => Named(category.Name + " ", category.Scores)),
        ];
    }

    /// <summary>No only by the exact words No, not, no before the first period, commas taken out; anything else is yes.</summary>
    public static bool SaysYes(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var period = answer.IndexOf('.', StringComparison.Ordinal);
        var sentence = (period < 0 ? answer : answer[..period]).Replace(",", "", StringComparison.Ordinal);
        return !sentence.Split(' ').Any(word => word is "No" or "not" or "no");
    }

    /// <summary>A label is yes unless it is exactly "no".</summary>
    public static bool IsYes(string label) => label != "no";

    /// <summary>The official count of one category: answers and labels are paired by position, whatever their ids; what is left over has no partner.</summary>
    public static PopeCounts Count(IReadOnlyList<string> answers, IReadOnlyList<string> labels)
    {
        var counts = new PopeCounts { Answers = answers.Count, YesAnswers = answers.Count(SaysYes) };
        foreach (var (answer, label) in answers.Zip(labels)) counts = counts.With(SaysYes(answer), IsYes(label));
        return counts;
    }

    /// <summary>The official scorer over its own files: LLaVA's question list gives each answer's category.</summary>
    public static IReadOnlyDictionary<string, PopeCounts> Count(
        IReadOnlyList<LlavaQuestion> questions, IReadOnlyList<LlavaAnswer> answers, IReadOnlyDictionary<string, IReadOnlyList<PopeQuestion>> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var categories = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var question in questions) categories[question.Id] = question.Category;
        var byCategory = answers.ToLookup(answer => categories.TryGetValue(answer.Id, out var category)
            ? category
            : throw new InvalidDataException($"The answers hold question {answer.Id}, which the question list lacks. Are they for this list?"));
        return labels.ToDictionary(
            pair => pair.Key,
            pair => Count([.. byCategory[pair.Key].Select(answer => answer.Text)], [.. pair.Value.Select(question => question.Label)]),
            StringComparer.Ordinal);
    }

    // A graded answer knows what was said and whether it was right, hence the label.
    private static List<(string Name, PopeCounts Counts)> ByCategory(IReadOnlyList<Graded> graded) =>
    [
        .. graded.GroupBy(item => item.Category, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
        {
            var counts = new PopeCounts { Answers = group.Count(), YesAnswers = group.Count(item => SaysYes(item.Answer)) };
            foreach (var item in group) counts = counts.With(SaysYes(item.Answer), SaysYes(item.Answer) == item.Score > 0.5);
            return (group.Key, counts);
        }),
    ];

    private static IEnumerable<(string Name, double Value)> Named(string prefix, PopeScores scores) =>
    [
        (prefix + "accuracy", 100 * scores.Accuracy), (prefix + "precision", 100 * scores.Precision), (prefix + "recall", 100 * scores.Recall),
        (prefix + "F1", 100 * scores.F1), (prefix + "yes", 100 * scores.YesRatio),
    ];
}

/// <summary>Yes and no, right and wrong, of one category.</summary>
public sealed record PopeCounts
{
    public int TruePositives { get; init; }

    public int FalsePositives { get; init; }

    public int TrueNegatives { get; init; }

    public int FalseNegatives { get; init; }

    /// <summary>Answers given, with or without a label at their position.</summary>
    public int Answers { get; init; }

    public int YesAnswers { get; init; }

    public PopeCounts With(bool saysYes, bool isYes) => (saysYes, isYes) switch
    {
        (true, true) => this with { TruePositives = TruePositives + 1 },
        (true, false) => this with { FalsePositives = FalsePositives + 1 },
        (false, false) => this with { TrueNegatives = TrueNegatives + 1 },
        (false, true) => this with { FalseNegatives = FalseNegatives + 1 },
    };

    /// <summary>
    /// The scores, 0/0 taken as 0. <paramref name="epsilon"/> is added to the denominators of precision, recall and F1
    /// (TinyLLaVA's variant uses 1e-6, the original none).
    /// </summary>
    public PopeScores Scores(double epsilon = 0)
    {
        var precision = Ratio(TruePositives, TruePositives + FalsePositives + epsilon);
        var recall = Ratio(TruePositives, TruePositives + FalseNegatives + epsilon);
        return new PopeScores(
            Ratio(TruePositives + TrueNegatives, TruePositives + FalsePositives + TrueNegatives + FalseNegatives),
            precision, recall, Ratio(2 * precision * recall, precision + recall + epsilon), Ratio(YesAnswers, Answers));
    }

    /// <summary>The scores as the original gives them: it stops where one of them is 0/0, and so does this, with the reason.</summary>
    public PopeScores OfficialScores()
    {
        if (TruePositives == 0 || Answers == 0)
        {
            throw new DivideByZeroException(
                "F1 is 0/0: no question was answered yes rightly "
                + $"({TruePositives} hits, {FalsePositives} false alarms, {FalseNegatives} misses, {Answers} answers). Use Scores(), which takes 0/0 as 0.");
        }
        return Scores();
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}

/// <summary>POPE's five numbers, 0…1.</summary>
public sealed record PopeScores(double Accuracy, double Precision, double Recall, double F1, double YesRatio)
{
    public static PopeScores Mean(IReadOnlyList<PopeScores> scores) => new(
        scores.Average(one => one.Accuracy), scores.Average(one => one.Precision), scores.Average(one => one.Recall),
        scores.Average(one => one.F1), scores.Average(one => one.YesRatio));
}
