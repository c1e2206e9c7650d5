using System.Globalization;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One row of MMLU; <paramref name="Answer"/> is the index of the right choice.</summary>
public sealed record MmluRow(string Question, string Subject, IReadOnlyList<string> Choices, int Answer);

/// <summary>
/// MMLU (Hendrycks et al. 2021): as its authors' archive has it, data/test/{subject}_test.csv with examples in data/dev/{subject}_dev.csv, rows of
/// question, four choices and the letter, without header; or as lines of <c>{question, subject, choices, answer}</c> in {subject}_test.jsonl and
/// {subject}_dev.jsonl. As a sample two turns: as a question with letters (DeepEval's examples, question; the letter), and as a text to be
/// continued (lm-eval's examples and question, its ends stripped); the choices, the subject as category.
/// </summary>
public static class MmluFiles
{
    /// <summary>Examples before a question: the five that every subject has.</summary>
    public const int Shots = 5;

    private const string Letters = "ABCD";

    // DeepEval asks it first, and keeps its examples for every later subject.
    private const string First = "high_school_european_history";

    /// <summary>All subjects, by name but for the one that DeepEval asks first.</summary>
    public static IReadOnlyList<Sample> Read(string folder)
    {
        var tests = Directory.EnumerateFiles(folder, "*_test.*", SearchOption.AllDirectories).Where(path => path.EndsWith(".csv", StringComparison.Ordinal) || path.EndsWith(".jsonl", StringComparison.Ordinal))
            .Select(path => (Path: path, Subject: SubjectOf(path))).OrderBy(test => test.Subject != First).ThenBy(test => test.Subject, StringComparer.Ordinal).ToList();
        if (tests.Count == 0) throw new FileNotFoundException($"{folder} has no file {{subject}}_test.csv or .jsonl. Fetch the data set again, or correct the folder.", Path.Combine(folder, "*_test.*"));
        if (tests.GroupBy(test => test.Subject, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } doubled)
            throw new InvalidDataException($"{folder} holds the subject {doubled.Key} twice ({string.Join(", ", doubled.Select(test => test.Path))}); keep one.");
        return ToSamples([.. tests.Select(test => (ReadRows(test.Path), Examples(test.Path)))], Shots);
    }

    /// <summary>The rows of one file, of either form.</summary>
    public static IReadOnlyList<MmluRow> ReadRows(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(".csv", StringComparison.Ordinal) ? [.. CsvLines.Read(path).Select((fields, i) => Row(fields, path, i + 1))] : [.. JsonLines.Read(path).Select(Row)];
    }
    /// <summary>Subjects in the order they are asked: to a question with letters the examples of the first go along, to a text that of its own.</summary>
    public static IReadOnlyList<Sample> ToSamples(IReadOnlyList<(IReadOnlyList<MmluRow> Rows, IReadOnlyList<MmluRow> Examples)> subjects, int shots)
    {
        var first = subjects.Count == 0 ? "" : Written(subjects[0].Examples, shots, strip: false);
        return
        [
            .. subjects.SelectMany(subject =>
            {
                var own = Written(subject.Examples, shots, strip: true);
                return subject.Rows.Select((row, index) => new Sample
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"{row.Subject}-{index}"),
                    Turns = [new Turn(first + row.Question, Letters[row.Answer].ToString()), new Turn(own + Strip(row.Question), "")],
                    Answers = [Letters[row.Answer].ToString()],
                    Choices = row.Choices,
                    Category = row.Subject,
                });
            }),
        ];
    }

    public static void Write(string path, IEnumerable<MmluRow> rows) =>
        JsonLines.Write(path, rows.Select<MmluRow, Action<Utf8JsonWriter>>(row => writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("question", row.Question);
            writer.WriteString("subject", row.Subject);
            writer.WriteStartArray("choices");
            foreach (var choice in row.Choices) writer.WriteStringValue(choice);
            writer.WriteEndArray();
            writer.WriteNumber("answer", row.Answer);
            writer.WriteEndObject();
        }));

    private static string SubjectOf(string path) => Path.GetFileName(path) is var name ? name[..name.LastIndexOf('_')] : "";

    /// <summary>Beside the test file, or in the dev folder beside its folder.</summary>
    private static IReadOnlyList<MmluRow> Examples(string test)
    {
        var name = $"{SubjectOf(test)}_dev{Path.GetExtension(test)}";
        var folder = Path.GetDirectoryName(test) ?? "";
        string[] places = [Path.Combine(folder, name), Path.Combine(Path.GetDirectoryName(folder) ?? "", "dev", name)];
        return places.FirstOrDefault(File.Exists) is { } path ? ReadRows(path) : [];
    }

    private static MmluRow Row(IReadOnlyList<string> fields, string path, int number) =>
        fields is [var question, var a, var b, var c, var d, [var letter]] && Letters.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var answer
            ? new MmluRow(question, SubjectOf(path), [a, b, c, d], answer)
            : throw new InvalidDataException($"{path}: row {number} has {fields.Count} fields and ends with '{(fields.Count > 0 ? fields[^1] : "")}'; expected a question, four choices and one letter of {Letters}. Fetch the file again.");

    private static string Written(IReadOnlyList<MmluRow> rows, int shots, bool strip) => string.Concat(rows.Take(shots).Select(
        row => $"{(strip ? Strip(row.Question) : row.Question)}{string.Concat(row.Choices.Select((choice, i) => $"\n{Letters[i]}. {choice}"))}\nAnswer: {Letters[row.Answer]}\n\n"));

    // Python's str.strip also takes the separators U+001C to U+001F.
    private static string Strip(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsSpace(text[start])) start++;
        while (end > start && IsSpace(text[end - 1])) end--;
        return text[start..end];

        static bool IsSpace(char unit) => char.IsWhiteSpace(unit) || unit is >= '\u001C' and <= '\u001F';
    }

    private static MmluRow Row(JsonField line)
    {
        var choices = line.Member("choices").Items().ConvertAll(choice => choice.Text());
        if (choices.Count != Letters.Length) throw line.Member("choices").Wrong($"{Letters.Length} choices");
        var answer = line.Member("answer");
        return answer.Integer() is >= 0 and < 4
            ? new MmluRow(line.Member("question").Text(), line.Member("subject").Text(), choices, (int)answer.Integer())
            : throw answer.Wrong($"the index of one of the {choices.Count} choices");
    }
}
