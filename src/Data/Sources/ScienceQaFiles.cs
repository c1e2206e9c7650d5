using System.Globalization;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One problem of ScienceQA; <paramref name="Answer"/> is the index of the right choice.</summary>
public sealed record ScienceQaProblem(
    string Id, string Question, IReadOnlyList<string> Choices, int Answer, string Hint, string? Image, string Subject, string Split);

/// <summary>
/// ScienceQA's own files (Lu et al. 2022): problems.json <c>{id: {question, choices, answer, hint, image, subject, split …}}</c>,
/// pid_splits.json <c>{split: [id …]}</c>, images in <c>{split}/{id}/image.png</c>. As a sample: the question (behind its hint, if any),
/// the right letter as answer, the choices, the subject as category.
/// </summary>
public static class ScienceQaFiles
{
    /// <summary>The letters of LLaVA's harness; a sixth choice has none.</summary>
    public const string Letters = "ABCDE";

    /// <summary>The problems of one split, in the split file's order.</summary>
    public static IReadOnlyList<Sample> Read(string problemsPath, string splitsPath, string split) =>
        [.. ReadProblems(problemsPath, splitsPath, split).Select(problem => ToSample(problem, problemsPath))];

    public static IReadOnlyList<ScienceQaProblem> ReadProblems(string problemsPath, string splitsPath, string split)
    {
        using var document = JsonText.Parse(problemsPath);
        using var splits = JsonText.Parse(splitsPath);
        var problems = new Dictionary<string, JsonField>(StringComparer.Ordinal);
        foreach (var (id, problem) in new JsonField(document.RootElement, problemsPath, "").Members()) problems[id] = problem;
        return
        [
            .. new JsonField(splits.RootElement, splitsPath, "").Member(split).Items().Select(entry =>
                problems.TryGetValue(entry.Id(), out var problem)
                    ? Problem(entry.Id(), problem, split)
                    : throw new InvalidDataException($"{entry.Where} is problem {entry.Id()}, which {problemsPath} lacks. Are both files of one release?")),
        ];
    }

    /// <summary>The problems whose own field says they are of a split, in the order of problems.json: what needs no split file.</summary>
    public static IReadOnlyList<ScienceQaProblem> ReadProblems(string problemsPath, string split)
    {
        using var document = JsonText.Parse(problemsPath);
        return
        [
            .. new JsonField(document.RootElement, problemsPath, "").Members()
                .Where(problem => problem.Value.Member("split").Text() == split).Select(problem => Problem(problem.Name, problem.Value, split)),
        ];
    }

    /// <summary>Writes the two files; the samples of each split in order. Images keep their last path part, as {split}/{id}/{name}.</summary>
    public static void Write(string problemsPath, string splitsPath, IReadOnlyList<(string Split, IReadOnlyList<Sample> Samples)> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        using var problems = File.Create(problemsPath);
        problems.Write("{"u8);
        var first = true;
        foreach (var (split, samples) in splits)
        {
            foreach (var sample in samples)
            {
                problems.Write(first ? "\n"u8 : ",\n"u8);
                first = false;
                problems.Write(JsonRow.Of(writer => writer.WriteStringValue(sample.Id)));
                problems.Write(":"u8);
                problems.Write(JsonRow.Of(writer => WriteProblem(writer, sample, split)));
            }
        }
        problems.Write("\n}\n"u8);
        File.WriteAllBytes(splitsPath, JsonRow.Of(writer =>
        {
            writer.WriteStartObject();
            foreach (var (split, samples) in splits)
            {
                writer.WriteStartArray(split);
                foreach (var sample in samples) writer.WriteStringValue(sample.Id);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
        }));
    }

    private static ScienceQaProblem Problem(string id, JsonField entry, string split)
    {
        var choices = entry.Member("choices").Items().ConvertAll(choice => choice.Text());
        var answer = entry.Member("answer");
        if (answer.Integer() < 0 || answer.Integer() >= choices.Count) throw answer.Wrong($"the index of one of the {choices.Count} choices");
        return new ScienceQaProblem(
            id, entry.Member("question").Text(), choices, (int)answer.Integer(), entry.Find("hint")?.Text() ?? "",
            entry.Find("image")?.Text() is { Length: > 0 } image ? $"{split}/{id}/{image}" : null, entry.Find("subject")?.Text() ?? "", split);
    }

    private static Sample ToSample(ScienceQaProblem problem, string path)
    {
        if (problem.Answer >= Letters.Length)
        {
            throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"{path}: the answer of problem {problem.Id} is choice {problem.Answer + 1}, ")
                + $"beyond the letters {Letters} of LLaVA's harness. Leave the problem out.");
        }
        var letter = Letters[problem.Answer].ToString();
        return new Sample
        {
            Id = problem.Id,
            Image = problem.Image,
            Turns = [new Turn(problem.Hint.Length == 0 ? problem.Question : $"Context: {problem.Hint}\n{problem.Question}", letter)],
            Answers = [letter],
            Choices = problem.Choices,
            Category = problem.Subject,
        };
    }

    private static void WriteProblem(Utf8JsonWriter writer, Sample sample, string split)
    {
        var answer = Letters.IndexOf(sample.Answers[0], StringComparison.Ordinal);
        if (sample.Answers[0].Length != 1 || answer < 0 || answer >= sample.Choices.Count)
        {
            throw new ArgumentException($"Problem {sample.Id}: the answer '{sample.Answers[0]}' is not the letter of one of its {sample.Choices.Count} choices.");
        }
        writer.WriteStartObject();
        writer.WriteString("question", sample.Turns[0].Question);
        writer.WriteStartArray("choices");
        foreach (var choice in sample.Choices) writer.WriteStringValue(choice);
        writer.WriteEndArray();
        writer.WriteNumber("answer", answer);
        writer.WriteString("hint", "");
        writer.WriteString("image", sample.Image is null ? null : Path.GetFileName(sample.Image));
        writer.WriteString("task", "closed choice");
        writer.WriteString("subject", sample.Category);
        writer.WriteString("lecture", "");
        writer.WriteString("solution", "");
        writer.WriteString("split", split);
        writer.WriteEndObject();
    }
}
