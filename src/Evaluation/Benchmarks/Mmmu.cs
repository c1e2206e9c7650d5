using Steering.Data;
using Steering.Data.IconWorld;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// MMMU (Yue et al. 2024): questions of college courses about pictures, most with lettered options, read as the official eval_utils.py does.
/// Where it draws a letter by chance because none could be read, the answer counts as wrong; so does every question with several pictures, which
/// the released evaluation does not put to the model.
/// </summary>
public sealed record Mmmu : IBenchmark
{
    /// <summary>The verdict on an answer in which no letter could be read.</summary>
    public const string Random = "random";

    public string Name => "MMMU";

    public string Dataset => "MMMU";

    /// <summary>The official script's groups of subjects.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Subjects)> Disciplines { get; } =
    [
        ("Art and Design", ["Art", "Art_Theory", "Design", "Music"]),
        ("Business", ["Accounting", "Economics", "Finance", "Manage", "Marketing"]),
        ("Science", ["Biology", "Chemistry", "Geography", "Math", "Physics"]),
        ("Health and Medicine", ["Basic_Medical_Science", "Clinical_Medicine", "Diagnostics_and_Laboratory_Medicine", "Pharmacy", "Public_Health"]),
        ("Humanities and Social Science", ["History", "Literature", "Sociology", "Psychology"]),
        ("Tech and Engineering", ["Agriculture", "Architecture_and_Engineering", "Computer_Science", "Electronics", "Energy_and_Power", "Materials", "Mechanical_Engineering"]),
    ];

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"{(sample.Image is null ? "" : "<image>\n")}{sample.Turns[0].Question}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (sample.Turns[0].Answer == MmmuFiles.SeveralPictures) return 0;
        return sample.Choices.Count > 0
            ? MmmuReading.Letter(answer, sample.Choices) is { } letter && sample.Answers.Contains(letter, StringComparer.Ordinal) ? 1 : 0
            : MmmuReading.Accepts(sample.Answers, MmmuReading.Open(answer)) ? 1 : 0;
    }

    public string Verdict(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return sample.Choices.Count > 0 && MmmuReading.Letter(answer, sample.Choices) is null ? Random : "";
    }

    public double Sum(IReadOnlyList<Graded> graded) => graded.Percent();

    /// <summary>The share of answers without a letter, accuracy by discipline, then by subject.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded)
    {
        if (graded.Count == 0) return [];
        var disciplines = Disciplines.Select(discipline => (discipline.Name, Items: graded.Where(item => discipline.Subjects.Contains(item.Category)).ToList()));
        return
        [
            ("no letter", 100.0 * graded.Count(item => item.Verdict == Random) / graded.Count),
            .. disciplines.Where(discipline => discipline.Items.Count > 0).Select(discipline => (discipline.Name, discipline.Items.Percent())),
            .. graded.PercentByCategory(),
        ];
    }

    /// <summary>
    /// The official evaluation of final answers: letters compared as they are, open answers parsed first. Subjects that it does not know are
    /// passed over, as there.
    /// </summary>
    public static MmmuScores Score(
        IReadOnlyDictionary<string, string> answers, IReadOnlyDictionary<string, (string QuestionType, IReadOnlyList<string> Accepted)> truths)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(truths);
        var right = new Dictionary<string, (int Correct, int Count)>(StringComparer.Ordinal);
        foreach (var (id, answer) in answers)
        {
            var subject = MmmuFiles.Subject(id);
            if (!truths.TryGetValue(id, out var truth)) throw new InvalidDataException($"The answers hold question {id}, which the answer file lacks. Are they of the same split?");
            var correct = truth.QuestionType == MmmuFiles.MultipleChoice ? truth.Accepted.Contains(answer, StringComparer.Ordinal) : MmmuReading.Accepts(truth.Accepted, MmmuReading.Open(answer));
            var (sum, count) = right.GetValueOrDefault(subject);
            right[subject] = (sum + (correct ? 1 : 0), count + 1);
        }
        return new MmmuScores([.. Disciplines.Select(discipline => (discipline.Name,
            (IReadOnlyList<MmmuScore>)[.. discipline.Subjects.Where(right.ContainsKey).Select(subject => new MmmuScore(subject, right[subject].Count, right[subject].Correct / (double)right[subject].Count))]))]);
    }

    /// <summary>
    /// The file that the server takes for the test split: a letter for every multiple-choice question, the text for an open one. Where none can be
    /// read, the official scripts draw one; so does this, by seed and question id.
    /// </summary>
    public static IReadOnlyList<(string Id, string Answer)> Submission(IReadOnlyList<Sample> samples, IReadOnlyDictionary<string, string> answers, int seed)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(answers);
        return [.. samples.Select(sample => (sample.Id, Final(sample, answers.TryGetValue(sample.Id, out var text)
            ? text
            : throw new InvalidDataException($"Question {sample.Id} is not answered; the server wants an answer to each of the {samples.Count}."))))];

        string Final(Sample sample, string text)
        {
            var isAsked = sample.Turns[0].Answer != MmmuFiles.SeveralPictures;
            if (sample.Choices.Count == 0) return isAsked ? text : MmmuFiles.SeveralPictures;
            return (isAsked ? MmmuReading.Letter(text, sample.Choices) : null) ?? MmmuFiles.Letter(Chance.Of((ulong)seed, sample.Id).Below(sample.Choices.Count));
        }
    }
}

/// <summary>Accuracy 0…1 of one subject.</summary>
public sealed record MmmuScore(string Subject, int Count, double Accuracy);

/// <summary>The official report; it prints three decimals (<see cref="ExactRounding"/>).</summary>
public sealed record MmmuScores(IReadOnlyList<(string Discipline, IReadOnlyList<MmmuScore> Subjects)> Disciplines)
{
    public MmmuScore Overall => Of("Overall", [.. Disciplines.SelectMany(discipline => discipline.Subjects)]);

    /// <summary>Weighted by questions; 0 of nothing.</summary>
    public static MmmuScore Of(string name, IReadOnlyList<MmmuScore> subjects)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        var count = subjects.Sum(subject => subject.Count);
        return new MmmuScore(name, count, count == 0 ? 0 : subjects.Sum(subject => subject.Accuracy * subject.Count) / count);
    }
}
