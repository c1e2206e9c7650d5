using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>
/// What tells one question of HallusionBench from another. Questions of equal category, subcategory, set and question number are one pair (the
/// same words about different pictures); those of equal category, subcategory, set and figure are about one figure.
/// </summary>
/// <param name="Category">"VD" (visual dependent) or "VS" (visual supplement).</param>
/// <param name="Visual">0 no picture, 1 the original, 2 the edited one: the hard questions.</param>
/// <param name="Figure">"0" is the original of VD, and no picture in VS.</param>
public sealed record HallusionKey(string Category, string Subcategory, string Visual, string Set, string Figure, string Question)
{
    public string Pair => $"{Category}_{Subcategory}_{Set}_{Question}";

    public string FigureName => $"{Category}_{Subcategory}_{Set}_{Figure}";

    /// <summary>Asked without a picture: here "I do not know" is right as well.</summary>
    public bool IsUnseen => Category == "VS" && Figure == "0";

    public bool IsHard => Visual == "2";

    /// <summary>The sample's id: all six, joined by underscores.</summary>
    public override string ToString() => $"{Category}_{Subcategory}_{Visual}_{Set}_{Figure}_{Question}";

    /// <summary>Reads a sample's id; null where it has another form.</summary>
    public static HallusionKey? Parse(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Split('_') is [var category, .. { Length: > 0 } middle, var visual, var set, var figure, var question]
            ? new HallusionKey(category, string.Join('_', middle), visual, set, figure, question)
            : null;
    }
}

/// <summary>One line of a graded result file: the judge's verdict ("0" wrong, "1" right, "2" unclear) and whether it equals the answer to the original.</summary>
/// <param name="Truth">"1" yes, "0" no.</param>
/// <param name="Same">"1" or "0"; empty where nobody asked.</param>
public sealed record HallusionResult(HallusionKey Key, string Truth, string Check, string Same);

/// <summary>
/// HallusionBench's own file (Guan et al. 2024): a list of <c>{category, subcategory, visual_input, set_id, figure_id, question_id, question,
/// gt_answer, gt_answer_details, …}</c>, pictures in {category}/{subcategory}/{set}_{figure}.png. As a sample: the key as id, yes or no and the
/// reference sentence as answers, the category. Questions without a picture are text only.
/// </summary>
public static class HallusionBenchFiles
{
    public static IReadOnlyList<Sample> Read(string path)
    {
        using var document = JsonText.Parse(path);
        var samples = new List<Sample>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in new JsonField(document.RootElement, path, "").Items())
        {
            var key = Key(item);
            if (!seen.Add($"{key.FigureName}_{key.Question}")) throw new InvalidDataException($"{item.Where}: question {key} stands twice in the file. Remove one.");
            samples.Add(ToSample(item, key));
        }
        return samples;
    }

    /// <summary>A result file of the official script, with verdicts.</summary>
    public static IReadOnlyList<HallusionResult> ReadResults(string path)
    {
        using var document = JsonText.Parse(path);
        return
        [
            .. new JsonField(document.RootElement, path, "").Items().Select(item => new HallusionResult(
                Key(item), item.Member("gt_answer").Id(), item.Member("gpt4v_output_gpt_check").Id(), item.Find("same")?.Id() ?? "")),
        ];
    }

    public static void Write(string path, IEnumerable<Sample> samples)
    {
        using var stream = File.Create(path);
        JsonRow.WriteList(stream, samples.Select<Sample, Action<Utf8JsonWriter>>(sample => writer => WriteItem(writer, sample)));
    }

    private static HallusionKey Key(JsonField item)
    {
        var category = item.Member("category");
        if (category.Text() is not ("VD" or "VS")) throw category.Wrong("VD or VS");
        var visual = item.Member("visual_input");
        if (visual.Id() is not ("0" or "1" or "2")) throw visual.Wrong("0, 1 or 2");
        return new HallusionKey(
            category.Text(), item.Member("subcategory").Text(), visual.Id(), item.Member("set_id").Id(), item.Member("figure_id").Id(), item.Member("question_id").Id());
    }

    private static Sample ToSample(JsonField item, HallusionKey key)
    {
        var truth = item.Member("gt_answer");
        var answer = truth.Id() switch { "1" => "yes", "0" => "no", _ => throw truth.Wrong("0 (no) or 1 (yes)") };
        return new Sample
        {
            Id = key.ToString(),
            Image = key.Visual == "0" ? null : $"{key.Category}/{key.Subcategory}/{key.Set}_{key.Figure}.png",
            Turns = [new Turn(item.Member("question").Text(), answer)],
            Answers = [answer, item.Member("gt_answer_details").Text()],
            Category = key.Category,
        };
    }

    private static void WriteItem(Utf8JsonWriter writer, Sample sample)
    {
        var key = HallusionKey.Parse(sample.Id) ?? throw new ArgumentException($"'{sample.Id}' is no id of HallusionBench; write category_subcategory_visual_set_figure_question.");
        writer.WriteStartObject();
        foreach (var (name, value) in ((string, string)[])
        [
            ("category", key.Category), ("subcategory", key.Subcategory), ("visual_input", key.Visual), ("set_id", key.Set), ("figure_id", key.Figure), ("question_id", key.Question),
            ("question", sample.Turns[0].Question), ("gt_answer_details", sample.Answers[1]), ("gt_answer", sample.Answers[0] == "yes" ? "1" : "0"),
        ])
        {
            writer.WriteString(name, value);
        }
        writer.WriteString("filename", sample.Image is null ? null : $"./hallusion_bench/{sample.Image}");
        writer.WriteEndObject();
    }
}
