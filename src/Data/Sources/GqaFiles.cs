using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One question of GQA with what its scorer looks at.</summary>
public sealed record GqaQuestion
{
    public required string Id { get; init; }

    public required string ImageId { get; init; }

    public required string Question { get; init; }

    public required string Answer { get; init; }

    /// <summary>Only balanced questions are scored; the others serve consistency.</summary>
    public bool IsBalanced { get; init; } = true;

    /// <summary>verify, query, choose, logical or compare; query is answered openly, the others are binary.</summary>
    public string StructuralType { get; init; } = "";

    public string SemanticType { get; init; } = "";

    public string DetailedType { get; init; } = "";

    /// <summary>The question's program, each step as "operation: argument".</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Questions whose answers follow from this one's.</summary>
    public IReadOnlyList<string> Entailed { get; init; } = [];

    /// <summary>Questions among which the distribution of answers is compared; null for none.</summary>
    public string? Group { get; init; }
}

/// <summary>Answers that a question of GQA admits at all, and those that the world makes plausible.</summary>
public sealed record GqaChoices(IReadOnlyList<string> Valid, IReadOnlyList<string> Plausible);

/// <summary>
/// GQA's own files (Hudson &amp; Manning 2019): questions <c>{id: {imageId, question, answer, isBalanced, types, semantic, entailed, groups}}</c>,
/// choices <c>{id: {valid, plausible}}</c>, predictions <c>[{questionId, prediction}]</c>, pictures images/{imageId}.jpg. As a sample: the balanced
/// questions, the structural type as category.
/// </summary>
public static class GqaFiles
{
    /// <summary>The balanced questions in file order.</summary>
    public static IReadOnlyList<Sample> Read(string questionsPath, string imageExtension = ".jpg") =>
    [
        .. ReadQuestions(questionsPath).Where(question => question.IsBalanced).Select(question => new Sample
        {
            Id = question.Id,
            Image = question.ImageId + imageExtension,
            Turns = [new Turn(question.Question, question.Answer)],
            Answers = [question.Answer],
            Category = question.StructuralType,
        }),
    ];

    public static IReadOnlyList<GqaQuestion> ReadQuestions(string path)
    {
        using var document = JsonText.Parse(path);
        return [.. new JsonField(document.RootElement, path, "").Members().Select(member => Question(member.Name, member.Value))];
    }

    public static IReadOnlyDictionary<string, GqaChoices> ReadChoices(string path)
    {
        using var document = JsonText.Parse(path);
        return new JsonField(document.RootElement, path, "").Members().ToDictionary(
            member => member.Name,
            member => new GqaChoices(Texts(member.Value.Member("valid")), Texts(member.Value.Member("plausible"))),
            StringComparer.Ordinal);
    }

    /// <summary>Writes the predictions' file that the official scorer reads.</summary>
    public static void WritePredictions(string path, IEnumerable<(string QuestionId, string Prediction)> predictions)
    {
        using var stream = File.Create(path);
        JsonRow.WriteList(stream, predictions.Select<(string QuestionId, string Prediction), Action<Utf8JsonWriter>>(prediction => writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("questionId", prediction.QuestionId);
            writer.WriteString("prediction", prediction.Prediction);
            writer.WriteEndObject();
        }));
    }

    /// <summary>Writes questions, one a line inside the object.</summary>
    public static void Write(string path, IReadOnlyList<GqaQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        using var stream = File.Create(path);
        stream.Write("{"u8);
        for (var i = 0; i < questions.Count; i++)
        {
            var question = questions[i];
            stream.Write(i == 0 ? "\n"u8 : ",\n"u8);
            stream.Write(JsonRow.Of(writer => writer.WriteStringValue(question.Id)));
            stream.Write(":"u8);
            stream.Write(JsonRow.Of(writer => WriteQuestion(writer, question)));
        }
        stream.Write("\n}\n"u8);
    }

    private static GqaQuestion Question(string id, JsonField entry)
    {
        var types = entry.Member("types");
        return new GqaQuestion
        {
            Id = id,
            ImageId = entry.Member("imageId").Id(),
            Question = entry.Member("question").Text(),
            Answer = entry.Member("answer").Text(),
            IsBalanced = entry.Member("isBalanced").Boolean(),
            StructuralType = types.Member("structural").Text(),
            SemanticType = types.Find("semantic")?.Text() ?? "",
            DetailedType = types.Find("detailed")?.Text() ?? "",
            Steps = entry.Member("semantic").Items().ConvertAll(step => $"{step.Member("operation").Text()}: {step.Member("argument").Text()}"),
            Entailed = entry.Find("entailed")?.Items().ConvertAll(other => other.Id()) ?? [],
            Group = entry.Find("groups")?.Find("global")?.Text(),
        };
    }

    private static List<string> Texts(JsonField list) => list.Items().ConvertAll(item => item.Text());

    private static void WriteQuestion(Utf8JsonWriter writer, GqaQuestion question)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("semantic");
        foreach (var step in question.Steps)
        {
            var colon = step.IndexOf(": ", StringComparison.Ordinal);
            writer.WriteStartObject();
            writer.WriteString("operation", colon < 0 ? step : step[..colon]);
            writer.WriteString("argument", colon < 0 ? "" : step[(colon + 2)..]);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("entailed");
        foreach (var other in question.Entailed) writer.WriteStringValue(other);
        writer.WriteEndArray();
        writer.WriteString("question", question.Question);
        writer.WriteString("imageId", question.ImageId);
        writer.WriteBoolean("isBalanced", question.IsBalanced);
        writer.WriteStartObject("groups");
        writer.WriteString("global", question.Group);
        writer.WriteEndObject();
        writer.WriteString("answer", question.Answer);
        writer.WriteStartObject("types");
        writer.WriteString("detailed", question.DetailedType);
        writer.WriteString("semantic", question.SemanticType);
        writer.WriteString("structural", question.StructuralType);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
