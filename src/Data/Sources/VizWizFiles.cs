using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One annotated question of VizWiz; <paramref name="IsAnswerable"/> by the annotators' majority. Test questions have no answers.</summary>
public sealed record VizWizQuestion(string Image, string Question, IReadOnlyList<VqaAnswer> Answers, string AnswerType, bool IsAnswerable);

/// <summary>One line of a results file; <paramref name="Answerable"/> is the model's belief that there is an answer, where it gives one.</summary>
public sealed record VizWizResult(string Image, string Answer, double? Answerable);

/// <summary>
/// VizWiz's own files (Gurari et al. 2018): {split}.json <c>[{image, question, answers: [{answer, answer_confidence}], answer_type, answerable}]</c>,
/// also under Annotations/, pictures under {split}/; results <c>[{image, answer}]</c>. As a sample: the image's name as id, the ten answers,
/// the answer type as category.
/// </summary>
public static class VizWizFiles
{
    /// <summary>What the published steering code asks for behind every question; LLaVA's own list says it in other words, on lines of their own.</summary>
    public const string Request = " When the information is insufficient, respond with \"Unanswerable\". Answer the question using a single word or phrase.";

    /// <summary>Where a split's annotations lie: in the folder, or under Annotations/ as published.</summary>
    public static string AnnotationsOf(string folder, string split) =>
        Path.Combine(folder, "Annotations", split + ".json") is var published && File.Exists(published) ? published : Path.Combine(folder, split + ".json");

    /// <summary>The questions of a split in file order; those of a test split have no answers.</summary>
    public static IReadOnlyList<Sample> Read(string path)
    {
        var samples = ReadQuestions(path).Select(question => new Sample
        {
            Id = question.Image,
            Image = question.Image,
            Turns = [new Turn(question.Question, MostCommon(question.Answers))],
            Answers = [.. question.Answers.Select(answer => answer.Answer)],
            Category = question.AnswerType,
        }).ToList();
        var twice = samples.CountBy(sample => sample.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Value > 1);
        return twice.Value > 1
            ? throw new InvalidDataException($"{path} asks {twice.Value} questions about {twice.Key}; the scorer knows questions by their image. Keep one.")
            : samples;
    }

    public static IReadOnlyList<VizWizQuestion> ReadQuestions(string path)
    {
        using var document = JsonText.Parse(path);
        return [.. new JsonField(document.RootElement, path, "").Items().Select(Question)];
    }

    public static IReadOnlyList<VizWizResult> ReadResults(string path)
    {
        using var document = JsonText.Parse(path);
        return
        [
            .. new JsonField(document.RootElement, path, "").Items().Select(entry =>
                new VizWizResult(entry.Member("image").Text(), entry.Member("answer").Text(), entry.Find("answerable")?.Real())),
        ];
    }

    /// <summary>Writes an upload in the challenge's form.</summary>
    public static void WriteResults(string path, IEnumerable<(string Image, string Answer)> results)
    {
        using var stream = File.Create(path);
        JsonRow.WriteList(stream, results.Select<(string Image, string Answer), Action<Utf8JsonWriter>>(result => writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("image", result.Image);
            writer.WriteString("answer", result.Answer);
            writer.WriteEndObject();
        }));
    }

    /// <summary>Writes a split's annotations.</summary>
    public static void Write(string path, IEnumerable<VizWizQuestion> questions)
    {
        using var stream = File.Create(path);
        JsonRow.WriteList(stream, questions.Select<VizWizQuestion, Action<Utf8JsonWriter>>(question => writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("image", question.Image);
            writer.WriteString("question", question.Question);
            writer.WriteStartArray("answers");
            foreach (var answer in question.Answers)
            {
                writer.WriteStartObject();
                writer.WriteString("answer", answer.Answer);
                writer.WriteString("answer_confidence", answer.Confidence ?? "yes");
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteString("answer_type", question.AnswerType);
            writer.WriteNumber("answerable", question.IsAnswerable ? 1 : 0);
            writer.WriteEndObject();
        }));
        stream.WriteByte((byte)'\n');
    }

    private static VizWizQuestion Question(JsonField entry) => new(
        entry.Member("image").Text(),
        entry.Member("question").Text(),
        entry.Find("answers")?.Items().ConvertAll(answer => new VqaAnswer(answer.Member("answer").Text(), answer.Find("answer_confidence")?.Text(), null)) ?? [],
        entry.Find("answer_type")?.Text() ?? "",
        entry.Find("answerable")?.Integer() != 0);

    private static string MostCommon(IReadOnlyList<VqaAnswer> answers) =>
        answers.GroupBy(answer => answer.Answer, StringComparer.Ordinal).MaxBy(same => same.Count())?.Key ?? "";
}
