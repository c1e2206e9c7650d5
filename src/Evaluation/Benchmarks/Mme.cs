using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Evaluation.Benchmarks;

/// <summary>
/// MME (Fu et al. 2023): two yes/no questions about each picture in fourteen subtasks; a subtask scores 100 × accuracy + 100 × share of pictures
/// with both right. The column is the sum over the ten subtasks of perception, at most 2,000, read as the official calculation.py does.
/// </summary>
public sealed record Mme : IBenchmark
{
    private static readonly (string Name, IReadOnlyList<string> Of)[] s_parts = [("perception", MmeFiles.Perception), ("cognition", MmeFiles.Cognition)];

    /// <summary>What is asked for behind every question, whose own text ends with "Please answer yes or no.": LLaVA-1.5's words.</summary>
    public string Request { get; init; } = VqaV2.ShortAnswer;

    /// <summary>The subtasks that the column adds up.</summary>
    public IReadOnlyList<string> Subtasks { get; init; } = MmeFiles.Perception;

    public string Name => "MME";

    public string Dataset => "MME";

    public double Highest => 200 * Subtasks.Count;

    public bool Takes(Sample sample) => true;

    public Prompt Ask(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new Prompt($"<image>\n{sample.Turns[0].Question}{Request}", sample.Image);
    }

    public double Grade(Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return Parse(answer) == sample.Answers[0] ? 1 : 0;
    }

    public double Sum(IReadOnlyList<Graded> graded) => Subtotal(graded, Subtasks);

    /// <summary>Perception and cognition where their subtasks are there, and each subtask's accuracy and share of pictures with both right.</summary>
    public IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded)
    {
        ArgumentNullException.ThrowIfNull(graded);
        return
        [
            .. s_parts.Where(part => graded.Any(item => part.Of.Contains(item.Category))).Select(part => (part.Name, Subtotal(graded, part.Of))),
            .. graded.GroupBy(item => item.Category, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .SelectMany(group => ((string, double)[])[($"{group.Key} accuracy", 100 * Accuracy(group)), ($"{group.Key} both", 100 * Both(group))]),
        ];
    }

    /// <summary>yes, no or other: yes, then no, anywhere in the first four characters of the lower-cased answer.</summary>
    public static string Parse(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        const int Read = 4;
        var start = string.Concat(PythonText.Lower(answer).EnumerateRunes().Take(Read));
        return start.Contains("yes", StringComparison.Ordinal) ? "yes"
            : start.Contains("no", StringComparison.Ordinal) ? "no"
            : "other";
    }

    /// <summary>The official calculation of one subtask's result file: a picture is two consecutive lines, whatever they name.</summary>
    public static MmeScores Score(IReadOnlyList<MmeLine> lines, string subtask)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0 || lines.Count % 2 != 0)
        {
            throw new InvalidDataException($"{subtask}: {lines.Count} lines; MME's calculation takes two for each picture, and at least one picture. Answer the subtask again.");
        }
        var items = lines.Select((line, i) => PythonText.Lower(line.Truth) is "yes" or "no"
            ? new MmeItem(PythonText.Lower(line.Truth), Parse(line.Prediction))
            : throw new InvalidDataException($"{subtask}, line {i + 1}: the truth is '{line.Truth}', which is neither yes nor no. Mend the line, spaces too.")).ToList();
        return new MmeScores(items);
    }

    // A resampled picture comes several times with all its questions: each pair counts.
    private static double Both(IEnumerable<Graded> subtask)
    {
        var pictures = subtask.GroupBy(item => item.Image, StringComparer.Ordinal).ToList();
        return (double)pictures.Where(picture => picture.All(item => item.Score > 0.5)).Sum(picture => picture.Count()) / pictures.Sum(picture => picture.Count());
    }

    private static double Accuracy(IEnumerable<Graded> subtask) => subtask.Average(item => item.Score);

    private static double Subtotal(IReadOnlyList<Graded> graded, IReadOnlyList<string> subtasks) => graded
        .GroupBy(item => item.Category, StringComparer.Ordinal).Where(group => subtasks.Contains(group.Key, StringComparer.Ordinal))
        .Sum(group => 100 * Accuracy(group) + 100 * Both(group));
}

/// <summary>One answer: its truth (yes or no) and what was read (yes, no or other).</summary>
public sealed record MmeItem(string Truth, string Parsed)
{
    public bool Correct => Truth == Parsed;
}

/// <summary>The official report of one subtask, 0…1 but for the score; "other" leaves precision and recall, 0/0 is 0.</summary>
public sealed record MmeScores(IReadOnlyList<MmeItem> Items)
{
    public int TruePositives => Items.Count(item => item is { Truth: "yes", Parsed: "yes" });

    public int FalseNegatives => Items.Count(item => item is { Truth: "yes", Parsed: "no" });

    public int TrueNegatives => Items.Count(item => item is { Truth: "no", Parsed: "no" });

    public int FalsePositives => Items.Count(item => item is { Truth: "no", Parsed: "yes" });

    public int Other => Items.Count(item => item.Parsed == "other");

    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    public double Accuracy => Items.Average(item => item.Correct ? 1.0 : 0);

    /// <summary>Share of pictures with both questions right.</summary>
    public double AccuracyPlus => Items.Chunk(2).Average(pair => Array.TrueForAll(pair, item => item.Correct) ? 1.0 : 0);

    /// <summary>0…200.</summary>
    public double Score => 100 * Accuracy + 100 * AccuracyPlus;

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
