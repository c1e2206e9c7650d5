using System.Globalization;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One picture of an MMMU question as it is published: its bytes, and the file name it had.</summary>
public sealed record MmmuPicture(byte[] Bytes, string Name);

/// <summary>One question as the published Parquet files hold it; <paramref name="Options"/> and some answers are lists in Python's notation.</summary>
/// <param name="Picture">The first picture, where there is one; the others are not put to a model.</param>
public sealed record MmmuQuestion(string Id, string Question, string Options, string Answer, string QuestionType, MmmuPicture? Picture);

/// <summary>
/// MMMU (Yue et al. 2024) as LLaVA's and TinyLLaVA's evaluation reads it: anns_for_eval.json, a list of <c>{id, prompt, image?, question_type,
/// all_choices, index2ans}</c> with prompts already built, the publishers' answer_dict_val.json <c>{id: {question_type, ground_truth}}</c>, and
/// pictures in all_images/. As a sample: the prompt, the accepted answers, the options of a multiple-choice question (none of an open one), the
/// subject as category. A question with several pictures has no picture here and is not put to a model (<see cref="SeveralPictures"/>).
/// </summary>
public static class MmmuFiles
{
    /// <summary>What the released evaluation writes as the answer of an open question with several pictures; marks the samples that are not asked.</summary>
    public const string SeveralPictures = "INVALID GENERATION FOR MULTIPLE IMAGE INPUTS";

    public const string MultipleChoice = "multiple-choice";

    /// <summary>The test split's answers are kept by the server.</summary>
    public const string Unknown = "?";

    private const string Questions = "anns_for_eval.json";
    private const string Truths = "answer_dict_val.json";
    private const string TestPrefix = "test_";

    public static IReadOnlyList<Sample> Read(string folder)
    {
        var path = Path.Combine(folder, Questions);
        using var document = JsonText.Parse(path);
        var items = new JsonField(document.RootElement, path, "").Items();
        var truths = Path.Combine(folder, Truths);
        var known = File.Exists(truths) || !items.TrueForAll(IsTest) ? ReadTruths(truths) : null;
        return [.. items.Select(item => ToSample(item, known, truths))];
    }

    /// <summary>The publishers' answers: for each question its type and what is accepted.</summary>
    public static IReadOnlyDictionary<string, (string QuestionType, IReadOnlyList<string> Accepted)> ReadTruths(string path)
    {
        using var document = JsonText.Parse(path);
        return new JsonField(document.RootElement, path, "").Members().ToDictionary(
            entry => entry.Name,
            entry => (entry.Value.Member("question_type").Text(), (IReadOnlyList<string>)entry.Value.Member("ground_truth").Texts()),
            StringComparer.Ordinal);
    }

    /// <summary>A file of final answers, <c>{id: answer}</c>, as the official evaluation reads and the server takes.</summary>
    public static IReadOnlyDictionary<string, string> ReadAnswers(string path)
    {
        using var document = JsonText.Parse(path);
        return new JsonField(document.RootElement, path, "").Members().ToDictionary(entry => entry.Name, entry => entry.Value.Text(), StringComparer.Ordinal);
    }

    public static void WriteAnswers(string path, IEnumerable<(string Id, string Answer)> answers) => File.WriteAllBytes(path, JsonRow.Of(writer =>
    {
        writer.WriteStartObject();
        foreach (var (id, answer) in answers) writer.WriteString(id, answer);
        writer.WriteEndObject();
    }));

    /// <summary>Subject of a question: the middle of <c>validation_Art_Theory_12</c>.</summary>
    public static string Subject(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var (first, last) = (id.IndexOf('_', StringComparison.Ordinal), id.LastIndexOf('_'));
        return first < 0 || last <= first ? "" : id[(first + 1)..last];
    }

    /// <summary>The letter of a choice, A first.</summary>
    public static string Letter(int index) => ((char)('A' + index)).ToString();

    /// <summary>Writes the two files; a sample's question is its prompt.</summary>
    public static void Write(string folder, IReadOnlyList<Sample> samples)
    {
        using (var questions = File.Create(Path.Combine(folder, Questions)))
            JsonRow.WriteList(questions, samples.Select<Sample, Action<Utf8JsonWriter>>(sample => writer => WriteQuestion(writer, sample)));
        if (samples.All(sample => sample.Id.StartsWith(TestPrefix, StringComparison.Ordinal))) return;
        File.WriteAllBytes(Path.Combine(folder, Truths), JsonRow.Of(writer =>
        {
            writer.WriteStartObject();
            foreach (var sample in samples)
            {
                writer.WriteStartObject(sample.Id);
                writer.WriteString("question_type", TypeOf(sample));
                if (sample.Answers.Count == 1) writer.WriteString("ground_truth", sample.Answers[0]);
                else WriteTexts(writer, "ground_truth", sample.Answers);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }));
    }

    private static bool IsTest(JsonField item) => item.Member("id").Text().StartsWith(TestPrefix, StringComparison.Ordinal);

    private static Sample ToSample(JsonField item, IReadOnlyDictionary<string, (string QuestionType, IReadOnlyList<string> Accepted)>? known, string path)
    {
        var id = item.Member("id").Text();
        var isChoice = item.Member("question_type").Text() == MultipleChoice;
        List<string> choices = isChoice ? Choices(item) : [];
        if (known is null) return Make([Unknown]);
        if (!known.TryGetValue(id, out var truth)) throw new InvalidDataException($"{item.Where} is question {id}, which {path} does not answer. Are both files of one split?");
        if (truth.QuestionType == MultipleChoice != isChoice)
        {
            throw new InvalidDataException($"{item.Where}: question {id} is of type '{item.Member("question_type").Text()}' here and '{truth.QuestionType}' in {path}. Mend one of them.");
        }
        return Make(truth.Accepted);

        Sample Make(IReadOnlyList<string> accepted)
        {
            var image = item.Find("image")?.Text();
            return new Sample
            {
                Id = id,
                Image = image,
                Turns = [new Turn(item.Member("prompt").Text(), image is null ? SeveralPictures : accepted[0])],
                Answers = accepted,
                Choices = choices,
                Category = Subject(id),
            };
        }
    }

    /// <summary>The options in the order of their letters, which must be A, B, C …</summary>
    private static List<string> Choices(JsonField item)
    {
        var letters = item.Member("all_choices").Items().ConvertAll(letter => letter.Text());
        var texts = item.Member("index2ans");
        for (var i = 0; i < letters.Count; i++)
        {
            if (letters[i] != Letter(i)) throw item.Member("all_choices").Wrong($"the letters A, B, C … in order ('{letters[i]}' stands at place {(i + 1).ToString(CultureInfo.InvariantCulture)})");
        }
        return letters.ConvertAll(letter => texts.Member(letter).Text());
    }

    private static string TypeOf(Sample sample) => sample.Choices.Count > 0 ? MultipleChoice : "short-answer";

    private static void WriteQuestion(Utf8JsonWriter writer, Sample sample)
    {
        writer.WriteStartObject();
        writer.WriteString("id", sample.Id);
        writer.WriteString("prompt", sample.Turns[0].Question);
        if (sample.Image is not null) writer.WriteString("image", sample.Image);
        writer.WriteString("question_type", TypeOf(sample));
        if (sample.Choices.Count > 0)
        {
            WriteTexts(writer, "all_choices", sample.Choices.Select((_, i) => Letter(i)));
            writer.WriteStartObject("index2ans");
            for (var i = 0; i < sample.Choices.Count; i++) writer.WriteString(Letter(i), sample.Choices[i]);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
