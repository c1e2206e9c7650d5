using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>One row of HellaSwag as published; <paramref name="Label"/> is the index of the right ending.</summary>
public sealed record HellaSwagRow(string Activity, string ContextA, string ContextB, string Context, IReadOnlyList<string> Endings, int Label);

/// <summary>
/// HellaSwag's own files (Zellers et al. 2019): hellaswag_val.jsonl and hellaswag_train.jsonl, one <c>{ind, activity_label, ctx_a, ctx_b, ctx,
/// endings, label}</c> a line. As a sample two turns: as a question with letters (examples, where there are training rows, and the context; the
/// letter), and as a text to be continued (first and second half of the context); the endings as choices, the activity as category.
/// </summary>
public static class HellaSwagFiles
{
    /// <summary>Examples before a question, as DeepEval's default; where there is a training file.</summary>
    public const int Shots = 10;

    private const string Letters = "ABCD";

    public static IReadOnlyList<Sample> Read(string folder)
    {
        var train = Path.Combine(folder, "hellaswag_train.jsonl");
        return ToSamples(ReadRows(Path.Combine(folder, "hellaswag_val.jsonl")), File.Exists(train) ? ReadRows(train) : [], Shots);
    }

    public static IReadOnlyList<HellaSwagRow> ReadRows(string path) => [.. JsonLines.Read(path).Select(Row)];

    /// <summary>The examples are DeepEval's: the first row of each activity of the whole training set, the same for every question.</summary>
    public static IReadOnlyList<Sample> ToSamples(IReadOnlyList<HellaSwagRow> rows, IReadOnlyList<HellaSwagRow> train, int shots)
    {
        var examples = string.Concat(train.DistinctBy(row => row.Activity, StringComparer.Ordinal).Take(shots).Select(
            row => $"{row.Context}{string.Concat(row.Endings.Select((ending, i) => $"\n{Letters[i]}. {ending}"))}\nAnswer: {Letters[row.Label]}\n\n"));
        return [.. rows.Select((row, index) => new Sample
        {
            Id = index.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Turns = [new Turn(examples + row.Context, Letters[row.Label].ToString()), new Turn(row.ContextA, row.ContextB)],
            Answers = [Letters[row.Label].ToString()],
            Choices = row.Endings,
            Category = row.Activity,
        })];
    }

    public static void Write(string path, IEnumerable<HellaSwagRow> rows) =>
        JsonLines.Write(path, rows.Select<HellaSwagRow, Action<Utf8JsonWriter>>((row, index) => writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("ind", index);
            writer.WriteString("activity_label", row.Activity);
            writer.WriteString("ctx_a", row.ContextA);
            writer.WriteString("ctx_b", row.ContextB);
            writer.WriteString("ctx", row.Context);
            writer.WriteStartArray("endings");
            foreach (var ending in row.Endings) writer.WriteStringValue(ending);
            writer.WriteEndArray();
            writer.WriteNumber("label", row.Label);
            writer.WriteEndObject();
        }));

    private static HellaSwagRow Row(JsonField line)
    {
        var endings = line.Member("endings").Items().ConvertAll(ending => ending.Text());
        if (endings.Count != Letters.Length) throw line.Member("endings").Wrong($"{Letters.Length} endings");
        var label = line.Member("label");
        if (!int.TryParse(label.Id(), out var index) || index < 0 || index >= endings.Count) throw label.Wrong($"the index of one of the {endings.Count} endings; the test split has none");
        return new HellaSwagRow(
            line.Member("activity_label").Text(), line.Member("ctx_a").Text(), line.Member("ctx_b").Text(), line.Member("ctx").Text(), endings, index);
    }
}
