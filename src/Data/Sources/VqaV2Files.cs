using System.Globalization;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One annotator's answer; two of them are one and the same to the official scorer if all three fields are equal.</summary>
public sealed record VqaAnswer(string Answer, string? Confidence, long? AnswerId);

/// <summary>One annotated question of VQAv2.</summary>
public sealed record VqaAnnotation(
    long QuestionId, long ImageId, string QuestionType, string AnswerType, string MultipleChoiceAnswer, IReadOnlyList<VqaAnswer> Answers);

/// <summary>
/// VQAv2's own files (Goyal et al. 2017): questions JSON <c>{questions: [{image_id, question, question_id}]}</c>, annotations JSON
/// <c>{annotations: [{question_id, image_id, question_type, answer_type, multiple_choice_answer, answers}]}</c>, results JSON
/// <c>[{question_id, answer}]</c>. As a sample: one turn with the question and the most common answer, the ten answers, the question type
/// as category, and the image's COCO file name.
/// </summary>
public static class VqaV2Files
{
    /// <summary>Folder and name of the test pictures.</summary>
    public const string TestSubtype = "test2015";

    /// <summary>Annotated questions in the questions' order. <paramref name="dataSubtype"/> (val2014 …) only where the file does not say it.</summary>
    public static IReadOnlyList<Sample> Read(
        string questionsPath, string annotationsPath, string imageExtension = ".jpg", string? dataSubtype = null)
    {
        var annotations = new Dictionary<long, VqaAnnotation>();
        foreach (var annotation in ReadAnnotations(annotationsPath))
        {
            if (!annotations.TryAdd(annotation.QuestionId, annotation))
            {
                throw new InvalidDataException($"{annotationsPath}: question {annotation.QuestionId} is annotated twice; remove one of the entries.");
            }
        }
        using var document = JsonText.Parse(questionsPath);
        var root = new JsonField(document.RootElement, questionsPath, "");
        var subtype = dataSubtype ?? root.Member("data_subtype").Text();
        var samples = new List<Sample>();
        foreach (var question in root.Member("questions").Items())
        {
            var id = question.Member("question_id").Integer();
            if (!annotations.Remove(id, out var annotation))
            {
                throw new InvalidDataException(
                    $"{question.Where} asks question {id}, which {annotationsPath} does not annotate. Are the two files of the same split?");
            }
            samples.Add(ToSample(annotation, question.Member("question").Text(), ImageName(subtype, question.Member("image_id").Integer(), imageExtension), annotationsPath));
        }
        if (annotations.Count > 0)
        {
            throw new InvalidDataException(
                $"{annotationsPath} annotates {annotations.Count} questions that {questionsPath} lacks (the first is {annotations.Keys.Min()}). "
                + "Are the two files of the same split?");
        }
        return samples;
    }

    /// <summary>Questions of the test split as samples without answers; test-dev and all of test name their pictures alike.</summary>
    public static IReadOnlyList<Sample> ReadTest(string questionsPath, string imageExtension = ".jpg") =>
    [
        .. ReadQuestions(questionsPath).Select(question => new Sample
        {
            Id = question.QuestionId.ToString(CultureInfo.InvariantCulture),
            Image = ImageName(TestSubtype, question.ImageId, imageExtension),
            Turns = [new Turn(question.Question, "")],
        }),
    ];

    /// <summary>The questions alone, as of a split without public answers.</summary>
    public static IReadOnlyList<(long QuestionId, long ImageId, string Question)> ReadQuestions(string path)
    {
        using var document = JsonText.Parse(path);
        return
        [
            .. new JsonField(document.RootElement, path, "").Member("questions").Items().Select(question =>
                (question.Member("question_id").Integer(), question.Member("image_id").Integer(), question.Member("question").Text())),
        ];
    }

    public static IReadOnlyList<VqaAnnotation> ReadAnnotations(string path)
    {
        using var document = JsonText.Parse(path);
        return [.. new JsonField(document.RootElement, path, "").Member("annotations").Items().Select(Annotation)];
    }

    /// <summary>Predictions by question; a question answered twice is refused.</summary>
    public static IReadOnlyDictionary<long, string> ReadResults(string path)
    {
        using var document = JsonText.Parse(path);
        var results = new Dictionary<long, string>();
        foreach (var result in new JsonField(document.RootElement, path, "").Items())
        {
            var id = result.Member("question_id").Integer();
            if (!results.TryAdd(id, result.Member("answer").Text()))
            {
                throw new InvalidDataException($"{result.Where} answers question {id} a second time; keep one answer.");
            }
        }
        return results;
    }

    public static void WriteResults(string path, IEnumerable<(long QuestionId, string Answer)> results)
    {
        using var stream = File.Create(path);
        JsonRow.WriteList(stream, results.Select<(long QuestionId, string Answer), Action<Utf8JsonWriter>>(result => writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("question_id", result.QuestionId);
            writer.WriteString("answer", result.Answer);
            writer.WriteEndObject();
        }));
    }

    /// <summary>
    /// Writes samples as the two files. Ids are whole numbers and images are named <see cref="ImageName"/>; a sample with fewer than ten
    /// answers is annotated by ten who all give its turn's answer.
    /// </summary>
    public static void Write(string questionsPath, string annotationsPath, IReadOnlyList<Sample> samples, string dataSubtype, string description)
    {
        ArgumentNullException.ThrowIfNull(samples);
        using var questions = File.Create(questionsPath);
        WriteHead(questions, dataSubtype, description, isQuestions: true);
        JsonRow.WriteList(questions, samples.Select<Sample, Action<Utf8JsonWriter>>(sample => writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("image_id", ImageId(sample));
            writer.WriteString("question", sample.Turns[0].Question);
            writer.WriteNumber("question_id", QuestionId(sample));
            writer.WriteEndObject();
        }));
        questions.Write("}\n"u8);
        using var annotations = File.Create(annotationsPath);
        WriteHead(annotations, dataSubtype, description, isQuestions: false);
        JsonRow.WriteList(annotations, samples.Select<Sample, Action<Utf8JsonWriter>>(sample => writer => WriteAnnotation(writer, sample)));
        annotations.Write("}\n"u8);
    }

    /// <summary>COCO's file name for an image: COCO_val2014_000000000123.jpg.</summary>
    public static string ImageName(string dataSubtype, long imageId, string extension = ".jpg") =>
        string.Create(CultureInfo.InvariantCulture, $"COCO_{dataSubtype}_{imageId:D12}{extension}");

    /// <summary>The data set's three kinds of answers: "yes/no", "number", "other".</summary>
    public static string AnswerType(string answer) =>
        answer is "yes" or "no" ? "yes/no"
        : double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? "number"
        : "other";

    private static VqaAnnotation Annotation(JsonField entry)
    {
        var answers = entry.Member("answers").Items();
        if (answers.Count == 0) throw new InvalidDataException($"{entry.Where} has no answers; remove the question or fetch the file again.");
        return new VqaAnnotation(
            entry.Member("question_id").Integer(),
            entry.Member("image_id").Integer(),
            entry.Find("question_type")?.Text() ?? "",
            entry.Find("answer_type")?.Text() ?? "",
            entry.Find("multiple_choice_answer")?.Text() ?? "",
            [.. answers.Select(answer =>
                new VqaAnswer(answer.Member("answer").Text(), answer.Find("answer_confidence")?.Text(), answer.Find("answer_id")?.Integer()))]);
    }

    private static Sample ToSample(VqaAnnotation annotation, string question, string image, string path)
    {
        var ids = annotation.Answers.Select(answer => answer.AnswerId).ToHashSet();
        if (ids.Contains(null) || ids.Count != annotation.Answers.Count)
        {
            throw new InvalidDataException(
                $"{path}: the answers of question {annotation.QuestionId} have no answer_id of their own; the official scorer would take equal ones for one. "
                + "Number them 1 to 10.");
        }
        return new Sample
        {
            Id = annotation.QuestionId.ToString(CultureInfo.InvariantCulture),
            Image = image,
            Turns = [new Turn(question, annotation.MultipleChoiceAnswer)],
            Answers = [.. annotation.Answers.Select(answer => answer.Answer)],
            Category = annotation.QuestionType,
        };
    }

    private static void WriteHead(Stream stream, string dataSubtype, string description, bool isQuestions)
    {
        var head = JsonRow.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("info");
            writer.WriteString("description", description);
            writer.WriteString("version", "1.0");
            writer.WriteEndObject();
            if (isQuestions) writer.WriteString("task_type", "Open-Ended");
            writer.WriteString("data_type", "mscoco");
            writer.WriteString("data_subtype", dataSubtype);
            writer.WriteEndObject();
        });
        stream.Write(head.AsSpan(0, head.Length - 1));
        stream.Write(isQuestions ? ",\"questions\":"u8 : ",\"annotations\":"u8);
    }

    private static void WriteAnnotation(Utf8JsonWriter writer, Sample sample)
    {
        const int Annotators = 10;
        var common = sample.Turns[0].Answer;
        var answers = sample.Answers.Count >= Annotators ? sample.Answers : Enumerable.Repeat(common, Annotators).ToList();
        writer.WriteStartObject();
        writer.WriteString("question_type", sample.Category);
        writer.WriteString("multiple_choice_answer", common);
        writer.WriteStartArray("answers");
        for (var i = 0; i < answers.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("answer", answers[i]);
            writer.WriteString("answer_confidence", "yes");
            writer.WriteNumber("answer_id", i + 1);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNumber("image_id", ImageId(sample));
        writer.WriteString("answer_type", AnswerType(common));
        writer.WriteNumber("question_id", QuestionId(sample));
        writer.WriteEndObject();
    }

    private static long QuestionId(Sample sample) =>
        long.TryParse(sample.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new ArgumentException($"VQAv2 question ids are whole numbers; '{sample.Id}' is not.");

    private static long ImageId(Sample sample)
    {
        var name = Path.GetFileNameWithoutExtension(sample.Image ?? "");
        return long.TryParse(name[(name.LastIndexOf('_') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new ArgumentException($"VQAv2 images are named COCO_<subtype>_<12 digits>; '{sample.Image}' of question {sample.Id} is not.");
    }
}
