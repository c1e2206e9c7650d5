using System.Globalization;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One line of a LLaVA question file.</summary>
public sealed record LlavaQuestion(string Id, string? Image, string Text, string Category);

/// <summary>One line of a LLaVA answer file: the prompt that was asked and the text that came back.</summary>
public sealed record LlavaAnswer(string Id, string Prompt, string Text);

/// <summary>LLaVA's evaluation files: <c>{question_id, image, text, category}</c> and <c>{question_id, prompt, text, …}</c>, one object a line.</summary>
public static class LlavaQuestions
{
    public static IReadOnlyList<LlavaQuestion> Read(string path) =>
    [
        .. JsonLines.Read(path).Select(line => new LlavaQuestion(
            line.Member("question_id").Id(), line.Find("image")?.Text(), line.Member("text").Text(), line.Find("category")?.Text() ?? "")),
    ];

    /// <summary>Writes questions; <paramref name="idsAreText"/> for benchmarks whose scorers look ids up as text (ScienceQA).</summary>
    public static void Write(string path, IEnumerable<LlavaQuestion> questions, bool idsAreText = false) =>
        JsonLines.Write(path, questions.Select<LlavaQuestion, Action<Utf8JsonWriter>>(question => writer =>
        {
            writer.WriteStartObject();
            WriteId(writer, path, question.Id, idsAreText);
            if (question.Image is not null) writer.WriteString("image", question.Image);
            writer.WriteString("text", question.Text);
            writer.WriteString("category", question.Category);
            writer.WriteEndObject();
        }));

    public static IReadOnlyList<LlavaAnswer> ReadAnswers(string path) => [.. Answers(path, onBroken: null)];

    /// <summary>As LLaVA's submission converters read: lines that are not JSON are skipped and counted.</summary>
    public static (IReadOnlyList<LlavaAnswer> Answers, int Broken) ReadAnswersLeniently(string path)
    {
        var broken = 0;
        List<LlavaAnswer> answers = [.. Answers(path, _ => broken++)];
        return (answers, broken);
    }

    public static void WriteAnswers(string path, IEnumerable<LlavaAnswer> answers, string model, bool idsAreText = false) =>
        JsonLines.Write(path, answers.Select<LlavaAnswer, Action<Utf8JsonWriter>>(answer => writer =>
        {
            writer.WriteStartObject();
            WriteId(writer, path, answer.Id, idsAreText);
            writer.WriteString("prompt", answer.Prompt);
            writer.WriteString("text", answer.Text);
            writer.WriteString("answer_id", answer.Id);
            writer.WriteString("model_id", model);
            writer.WriteStartObject("metadata");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }));

    private static IEnumerable<LlavaAnswer> Answers(string path, Action<InvalidDataException>? onBroken) =>
        JsonLines.Read(path, onBroken).Select(line =>
            new LlavaAnswer(line.Member("question_id").Id(), line.Find("prompt")?.Text() ?? "", line.Member("text").Text()));

    private static void WriteId(Utf8JsonWriter writer, string path, string id, bool asText)
    {
        if (asText) writer.WriteString("question_id", id);
        else if (long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) writer.WriteNumber("question_id", number);
        else throw new ArgumentException($"{path}: the question id '{id}' is not a whole number, as this benchmark's ids are; pass idsAreText.");
    }
}
