using System.Globalization;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One question of POPE with its label as written ("yes" or "no").</summary>
public sealed record PopeQuestion(string Id, string Image, string Text, string Label);

/// <summary>
/// POPE's own files (Li et al. 2023): <c>coco_pope_{category}.json</c>, one <c>{question_id, image, text, label}</c> a line, for the categories
/// random, popular and adversarial; and LLaVA's question list over all of them. As a sample: id <c>{category}-{question_id}</c>, one turn,
/// the label as answer, the category.
/// </summary>
public static class PopeFiles
{
    private const string Prefix = "coco_pope_";
    private const string Suffix = ".json";

    public static IReadOnlyList<string> Categories { get; } = ["random", "popular", "adversarial"];

    /// <summary>All questions of a folder's label files, by category in the usual order.</summary>
    public static IReadOnlyList<Sample> Read(string folder)
    {
        var found = FindCategories(folder);
        var missing = Categories.Where(category => !found.ContainsKey(category)).ToList();
        if (missing.Count > 0)
        {
            throw new FileNotFoundException(
                $"{folder} has no {Prefix}{missing[0]}{Suffix}; POPE is the mean of {string.Join(", ", Categories)}. Fetch the data set again.",
                Path.Combine(folder, Prefix + missing[0] + Suffix));
        }
        return [.. Categories.SelectMany(category => ReadCategory(found[category]).Select(question => ToSample(question, category, found[category])))];
    }

    /// <summary>The label files of a folder, by category.</summary>
    public static IReadOnlyDictionary<string, string> FindCategories(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder} does not exist. Fetch the data set, or correct the path.");
        return Directory.EnumerateFiles(folder, Prefix + "*" + Suffix).Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetFileName(path)[Prefix.Length..^Suffix.Length], StringComparer.Ordinal);
    }

    public static IReadOnlyList<PopeQuestion> ReadCategory(string path) =>
    [
        .. JsonLines.Read(path).Select(line => new PopeQuestion(
            line.Member("question_id").Id(), line.Member("image").Text(), line.Member("text").Text(), line.Member("label").Text())),
    ];

    /// <summary>
    /// Writes coco/coco_pope_{category}.json for each category, questions numbered from 1 in each, and llava_pope_test.jsonl over all,
    /// numbered through; its texts are made by <paramref name="prompt"/>.
    /// </summary>
    public static void Write(string folder, IReadOnlyList<Sample> samples, Func<Sample, string> prompt)
    {
        Directory.CreateDirectory(Path.Combine(folder, "coco"));
        var questions = new List<LlavaQuestion>();
        foreach (var category in Categories)
        {
            var chosen = samples.Where(sample => sample.Category == category).ToList();
            JsonLines.Write(
                Path.Combine(folder, "coco", Prefix + category + Suffix),
                chosen.Select((sample, index) => (Action<Utf8JsonWriter>)(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("question_id", index + 1);
                    writer.WriteString("image", sample.Image);
                    writer.WriteString("text", sample.Turns[0].Question);
                    writer.WriteString("label", sample.Answers[0]);
                    writer.WriteEndObject();
                })));
            foreach (var sample in chosen)
            {
                questions.Add(new LlavaQuestion(
                    (questions.Count + 1).ToString(CultureInfo.InvariantCulture), sample.Image, prompt(sample), category));
            }
        }
        LlavaQuestions.Write(Path.Combine(folder, "llava_pope_test.jsonl"), questions);
    }

    private static Sample ToSample(PopeQuestion question, string category, string path) => new()
    {
        Id = $"{category}-{question.Id}",
        Image = question.Image,
        Turns = [new Turn(question.Text, question.Label)],
        Answers =
        [
            question.Label is "yes" or "no"
                ? question.Label
                : throw new InvalidDataException(
                    $"{path}: question {question.Id} has the label '{question.Label}'; POPE's labels are yes and no, and its scorer takes anything else for yes. Mend the label."),
        ],
        Category = category,
    };
}
