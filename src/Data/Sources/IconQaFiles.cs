using System.Globalization;

namespace Steering.Data.Sources;

/// <summary>One problem of IconQA; the answer as Python prints the JSON value, since it is compared as text.</summary>
public sealed record IconQaProblem(string Id, string Question, IReadOnlyList<string> Choices, string Answer);

/// <summary>
/// IconQA's own files (Lu et al. 2021): a folder a problem, <c>{split}/{choose_txt|fill_in_blank}/{id}/data.json</c>
/// <c>{question, choices?, answer}</c> with image.png beside it. As a sample: the choices, and the answer as text (for choose_txt the 0-based index
/// of a choice), the kind as category.
/// </summary>
public static class IconQaFiles
{
    public const string Text = "choose_txt";
    public const string Blank = "fill_in_blank";

    /// <summary>What leads from a question to its choices, and what is asked for behind them: the published steering code's words.</summary>
    public const string ChoicesLead = " Choices: ";
    public const string ChoicesRequest = ". Choose an option from the choices to answer the question.";

    /// <summary>What is asked for behind a question with a blank.</summary>
    public const string BlankRequest = " Fill in the blanks in (_) or answer this question";

    private const string DataFile = "data.json";
    private const string ImageFile = "image.png";

    /// <summary>Where the splits lie: in the folder, or in iconqa_data/iconqa/ as the archive unpacks.</summary>
    public static string Root(string folder) =>
        Path.Combine(folder, "iconqa_data", "iconqa") is var unpacked && Directory.Exists(unpacked) ? unpacked : folder;

    /// <summary>The problems of one kind in one split; pictures are named relative to <see cref="Root"/>.</summary>
    public static IReadOnlyList<Sample> Read(string folder, string split, string kind) =>
    [
        .. ReadProblems(Path.Combine(Root(folder), split, kind)).Select(problem => new Sample
        {
            Id = problem.Id,
            Image = $"{split}/{kind}/{problem.Id}/{ImageFile}",
            Turns = [new Turn(problem.Question, problem.Answer)],
            Answers = [problem.Answer],
            Choices = problem.Choices,
            Category = kind,
        }),
    ];

    /// <summary>The problems in a folder of problem folders, in the order of their names.</summary>
    public static IReadOnlyList<IconQaProblem> ReadProblems(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder} does not exist. Fetch IconQA (iconqa_data.zip) again, or correct the path.");
        return [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(Problem)];
    }

    /// <summary>Writes each sample's data.json beside its picture; answers are text, or the index of a choice.</summary>
    public static void Write(string folder, IReadOnlyList<Sample> samples)
    {
        foreach (var sample in samples)
        {
            var path = Path.Combine(folder, Path.GetDirectoryName(sample.Image) ?? throw new ArgumentException($"Problem {sample.Id} has no picture; IconQA's have."), DataFile);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, JsonRow.Of(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("question", sample.Turns[0].Question);
                if (sample.Choices.Count > 0)
                {
                    writer.WriteStartArray("choices");
                    foreach (var choice in sample.Choices) writer.WriteStringValue(choice);
                    writer.WriteEndArray();
                    writer.WriteNumber("answer", int.Parse(sample.Answers[0], CultureInfo.InvariantCulture));
                }
                else
                {
                    writer.WriteString("answer", sample.Answers[0]);
                }
                writer.WriteString("ques_type", sample.Category);
                writer.WriteEndObject();
            }));
        }
    }

    private static IconQaProblem Problem(string folder)
    {
        var path = Path.Combine(folder, DataFile);
        using var document = JsonText.Parse(path);
        var entry = new JsonField(document.RootElement, path, "");
        return new IconQaProblem(
            Path.GetFileName(folder), entry.Member("question").Text(), entry.Find("choices")?.Items().ConvertAll(choice => choice.Text()) ?? [],
            entry.AnyMember("answer").AsPython());
    }
}
