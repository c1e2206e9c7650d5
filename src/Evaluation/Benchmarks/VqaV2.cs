using System.Globalization;
using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>VQAv2 (Goyal et al. 2017): open questions about COCO photos, soft accuracy against ten annotators, scored as vqaEval.py does.</summary>
public sealed record VqaV2 : IBenchmark
{
    /// <summary>LLaVA-1.5's request for a short answer, on a line of its own.</summary>
    public const string ShortAnswer = "\nAnswer the question using a single word or phrase.";

    /// <summary>
    /// What is asked for behind every question: LLaVA-1.5's words, which the paper used. A vocabulary of a few hundred words has no room for
    /// them: the tiny zoo asks for nothing and its language model is pretrained that way.
    /// </summary>
    public string Request { get; init; } = ShortAnswer;

    public string Name => "VQAv2";

    public string Dataset => "VQAv2";

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Answers.Count == 0) throw new InvalidDataException($"Question {sample.Id} has no annotated answers: the test split is scored by the challenge's server. Write a submission instead.");
        return Compare([.. sample.Answers.Select((text, i) => new VqaAnswer(text, null, i + 1))], answer).Accuracy;
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>Accuracy by question type.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded) => graded.PercentByCategory();

    /// <summary>
    /// Leave one annotator out, count the equals among the rest, three are enough: mean of min(1, n/3). Texts are normalised only where
    /// the annotators disagree, and annotators whose records are equal are left out together.
    /// </summary>
    public static VqaComparison Compare(IReadOnlyList<VqaAnswer> answers, string prediction)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var compared = Normalisation.Strip(prediction);
        var truths = answers.Select(answer => answer with { Answer = Normalisation.Strip(answer.Answer) }).ToArray();
        var normalised = truths.Select(truth => truth.Answer).Distinct(StringComparer.Ordinal).Skip(1).Any();
        if (normalised)
        {
            compared = Normalisation.Vqa(compared);
            truths = [.. truths.Select(truth => truth with { Answer = Normalisation.Vqa(truth.Answer) })];
        }
        var sum = 0.0;
        foreach (var left in truths)
        {
            var matches = truths.Count(truth => truth != left && truth.Answer == compared);
            sum += Math.Min(1, matches / 3.0);
        }
        return new VqaComparison(sum / truths.Length, normalised, compared, [.. truths.Select(truth => truth.Answer)]);
    }

    /// <summary>The official scorer over its own files: every annotated question must be answered, and no other.</summary>
    public static VqaScores Score(IReadOnlyList<VqaAnnotation> annotations, IReadOnlyDictionary<long, string> results)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        ArgumentNullException.ThrowIfNull(results);
        var known = annotations.Select(annotation => annotation.QuestionId).ToHashSet();
        if (results.Keys.FirstOrDefault(id => !known.Contains(id), -1) is >= 0 and var stranger)
        {
            throw new InvalidDataException($"The results answer question {stranger}, which is not annotated. Are they for this split?");
        }
        var graded = new List<(VqaAnnotation Annotation, double Accuracy)>(annotations.Count);
        foreach (var annotation in annotations)
        {
            if (!results.TryGetValue(annotation.QuestionId, out var prediction))
            {
                throw new InvalidDataException($"The results lack question {annotation.QuestionId}; the official scorer wants an answer to each of the {annotations.Count}.");
            }
            graded.Add((annotation, 100 * Compare(annotation.Answers, prediction).Accuracy));
        }
        return new VqaScores(
            graded.Average(item => item.Accuracy),
            ByGroup(graded, annotation => annotation.QuestionType),
            ByGroup(graded, annotation => annotation.AnswerType));
    }

    /// <summary>
    /// What LLaVA uploads to the VQAv2 server: for every question of the list its processed answer, "" where none came; the last of repeated
    /// answers counts.
    /// </summary>
    public static IReadOnlyList<(long QuestionId, string Answer)> Submission(
        IReadOnlyList<LlavaQuestion> questions, IReadOnlyList<LlavaAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(answers);
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var answer in answers) last[answer.Id] = answer.Text;
        return
        [
            .. questions.Select(question => (
                long.Parse(question.Id, CultureInfo.InvariantCulture),
                last.TryGetValue(question.Id, out var text) ? Normalisation.EvalAi(text) : "")),
        ];
    }

    private static Dictionary<string, double> ByGroup(
        List<(VqaAnnotation Annotation, double Accuracy)> graded, Func<VqaAnnotation, string> key) =>
        graded.GroupBy(item => key(item.Annotation), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Average(item => item.Accuracy), StringComparer.Ordinal);
}

/// <summary>One comparison: accuracy 0…1, whether texts were normalised at all, and the texts that were compared.</summary>
public sealed record VqaComparison(double Accuracy, bool Normalised, string Prediction, IReadOnlyList<string> Answers);

/// <summary>The official scorer's report, exact, 0…100; it prints two decimals (<see cref="ExactRounding"/>).</summary>
public sealed record VqaScores(
    double Overall, IReadOnlyDictionary<string, double> ByQuestionType, IReadOnlyDictionary<string, double> ByAnswerType);
