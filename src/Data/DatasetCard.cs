using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Steering.Data;

/// <summary>One worked grading of a card: an answer, what is accepted, the score it must get (0…1), and the choices of a multiple-choice item.</summary>
public sealed record Grading(string Answer, IReadOnlyList<string> Accepted, double Score, IReadOnlyList<string> Choices)
{
    /// <summary>The item this grading is about, as a benchmark sees it.</summary>
    public Sample ToSample() => new() { Id = "card", Turns = [new Turn("", Accepted[0])], Answers = Accepted, Choices = Choices };
}

/// <summary>A split and how many items it has.</summary>
public sealed record CardSplit
{
    public string Name { get; init; } = "";

    public int Items { get; init; }
}

/// <summary>
/// datasets/&lt;Name&gt;/card.md: a data set's source, licence, files and prompt in a YAML head between <c>---</c> lines, prose, and a table
/// <c>answer | accepted | score</c> of worked gradings, which is documentation and test at once. Answers stand in back quotes;
/// <c>`yes` ×6, `no` ×4</c> are ten annotators.
/// </summary>
public sealed partial record DatasetCard
{
    public string Name { get; init; } = "";

    public string Source { get; init; } = "";

    public string Licence { get; init; } = "";

    /// <summary>What a person must accept before anything is fetched; empty where the licence asks for nothing.</summary>
    public string Terms { get; init; } = "";

    /// <summary>What the model is asked (benchmarks), with {question} and {choices} (lettered, a line each) or {list} (between commas) to fill in.</summary>
    public string Prompt { get; init; } = "";

    public List<CardSplit> Splits { get; init; } = [];

    public List<CardFile> Files { get; init; } = [];

    [YamlIgnore]
    public IReadOnlyList<Grading> Gradings { get; init; } = [];

    public static DatasetCard Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist; every data set has a card.", path);
        var lines = File.ReadAllLines(path);
        var end = lines.Length > 0 && lines[0] == "---" ? Array.IndexOf(lines, "---", 1) : -1;
        if (end < 0) throw new InvalidDataException($"{path}: the card must begin with a YAML head between two lines '---'.");
        DatasetCard card;
        try
        {
            card = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
                .Deserialize<DatasetCard>(string.Join('\n', lines[1..end]));
        }
        catch (YamlException broken)
        {
            throw new InvalidDataException($"{path}:{broken.Start.Line + 1}: {broken.InnerException?.Message ?? broken.Message}", broken);
        }
        foreach (var (field, value) in new[] { ("name", card.Name), ("source", card.Source), ("licence", card.Licence) })
        {
            if (value.Length == 0) throw new InvalidDataException($"{path}: the head lacks '{field}'.");
        }
        foreach (var file in card.Files) file.Check(path);
        return card with { Gradings = ReadGradings(path, lines) };
    }

    private static List<Grading> ReadGradings(string path, string[] lines)
    {
        var gradings = new List<Grading>();
        List<string>? columns = null;
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith('|'))
            {
                columns = null;
                continue;
            }
            var cells = lines[i].Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToList();
            if (columns is null)
            {
                columns = cells;
                continue;
            }
            if (!columns.Contains("answer") || !columns.Contains("accepted") || cells.TrueForAll(cell => cell.Trim('-', ':').Length == 0)) continue;
            gradings.Add(Row(cells, columns, $"{path}:{i + 1}"));
        }
        return gradings;
    }

    private static Grading Row(List<string> cells, List<string> columns, string where)
    {
        if (cells.Count != columns.Count) throw new InvalidDataException($"{where}: the row has {cells.Count} cells, the table {columns.Count} columns.");
        var answer = Quoted(Cell("answer"));
        var accepted = Quoted(Cell("accepted"));
        if (answer.Count != 1 || accepted.Count == 0)
        {
            throw new InvalidDataException($"{where}: expected one answer and at least one accepted answer, each in back quotes.");
        }
        return double.TryParse(Cell("score"), NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && score is >= 0 and <= 1
            ? new Grading(answer[0], accepted, score, Quoted(Cell("choices")))
            : throw new InvalidDataException($"{where}: the score '{Cell("score")}' is not a number from 0 to 1.");

        string Cell(string column) => columns.IndexOf(column) is >= 0 and var index ? cells[index] : "";
    }

    // `text` once, or `text` ×n.
    private static List<string> Quoted(string cell)
    {
        var texts = new List<string>();
        foreach (Match match in QuotedText().Matches(cell))
        {
            var times = match.Groups["times"].Success ? int.Parse(match.Groups["times"].Value, CultureInfo.InvariantCulture) : 1;
            texts.AddRange(Enumerable.Repeat(match.Groups["text"].Value, times));
        }
        return texts;
    }

    [GeneratedRegex("`(?<text>[^`]*)`( ?×(?<times>\\d+))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedText();
}
