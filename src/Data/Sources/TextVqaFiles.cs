using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One question of TextVQA with its ten answers.</summary>
public sealed record TextVqaQuestion(string Id, string ImageId, string Question, IReadOnlyList<string> Answers)
{
    public string Split { get; init; } = "val";
}

/// <summary>
/// TextVQA's own file (Singh et al. 2019): <c>{data: [{question_id, image_id, question, answers, set_name}]}</c>, pictures
/// train_images/{image_id}.jpg; and LLaVA's question list, which adds the words that a reader of text found (Rosetta). As a sample: the
/// question, its ten answers, the split as category.
/// </summary>
public static class TextVqaFiles
{
    /// <summary>What stands before the found words in LLaVA's prompts.</summary>
    public const string OcrPrefix = "Reference OCR token: ";

    /// <summary>Questions in file order. <paramref name="ocrPath"/> is LLaVA's list, whose found words follow each question on a line of their own.</summary>
    public static IReadOnlyList<Sample> Read(string path, string imageExtension = ".jpg", string? ocrPath = null)
    {
        var words = ocrPath is null ? null : ReadWords(ocrPath);
        return
        [
            .. ReadQuestions(path).Select(question => new Sample
            {
                Id = question.Id,
                Image = question.ImageId + imageExtension,
                Turns = [new Turn(words is null ? question.Question : $"{question.Question}\n{Words(words, question, ocrPath!)}", MostCommon(question.Answers))],
                Answers = question.Answers,
                Category = question.Split,
            }),
        ];
    }

    public static IReadOnlyList<TextVqaQuestion> ReadQuestions(string path)
    {
        using var document = JsonText.Parse(path);
        return
        [
            .. new JsonField(document.RootElement, path, "").Member("data").Items().Select(entry => new TextVqaQuestion(
                entry.Member("question_id").Id(), entry.Member("image_id").Id(), entry.Member("question").Text(), Answers(entry.Member("answers")))
            {
                Split = entry.Find("set_name")?.Text() ?? "val",
            }),
        ];
    }

    /// <summary>Writes questions as the data set's file; ids are whole numbers.</summary>
    public static void Write(string path, IReadOnlyList<TextVqaQuestion> questions)
    {
        using var stream = File.Create(path);
        stream.Write("{\"dataset_type\":\"val\",\"dataset_name\":\"textvqa\",\"dataset_version\":\"0.5.1\",\"data\":"u8);
        JsonRow.WriteList(stream, questions.Select<TextVqaQuestion, Action<Utf8JsonWriter>>(question => writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("question", question.Question);
            writer.WriteString("image_id", question.ImageId);
            writer.WriteStartArray("answers");
            foreach (var answer in question.Answers) writer.WriteStringValue(answer);
            writer.WriteEndArray();
            writer.WriteNumber("question_id", long.Parse(question.Id, System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteString("set_name", question.Split);
            writer.WriteEndObject();
        }));
        stream.Write("}\n"u8);
    }

    private static List<string> Answers(JsonField list)
    {
        const int Annotators = 10;
        var answers = list.Items().ConvertAll(answer => answer.Text());
        return answers.Count == Annotators ? answers : throw list.Wrong($"{Annotators} answers, as the official scorer demands; test splits have none");
    }

    // Key of the official scorer: image and question in lower case.
    private static Dictionary<(string Image, string Question), string> ReadWords(string path)
    {
        var words = new Dictionary<(string, string), string>();
        foreach (var question in LlavaQuestions.Read(path))
        {
            var lines = question.Text.Split('\n');
            if (lines.Length != 3 || !lines[1].StartsWith(OcrPrefix, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{path}: question {question.Id} is not 'question, {OcrPrefix}…, request' on three lines. Take LLaVA's llava_textvqa_val_v051_ocr.jsonl.");
            }
            words[(question.Id, lines[0].ToLowerInvariant())] = lines[1];
        }
        return words;
    }

    private static string Words(Dictionary<(string Image, string Question), string> words, TextVqaQuestion question, string path) =>
        words.TryGetValue((question.ImageId, question.Question.ToLowerInvariant()), out var found)
            ? found
            : throw new InvalidDataException($"{path} lacks the question '{question.Question}' about image {question.ImageId}. Are both files of one split and version?");

    private static string MostCommon(IReadOnlyList<string> answers) =>
        answers.GroupBy(answer => answer, StringComparer.Ordinal).MaxBy(same => same.Count())!.Key;
}
