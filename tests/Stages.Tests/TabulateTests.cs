using System.Text.Json;
using Steering.Evaluation;
using Steering.Flow;

namespace Steering.Stages.Tests;

/// <summary>The files of a table, written from score files.</summary>
public sealed class TabulateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tabulate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_chart_names_every_row_that_has_a_count_and_the_table_says_what_its_scores_say()
    {
        var table = (Tabulate)Table1.Of(Zoos.Create("tiny", new ZooSettings(SeedCount: 2, [], IsValidation: false)));
        var inputs = table.Inputs.Select(Write).ToList();
        var output = Directory.CreateDirectory(Path.Combine(_folder.FullName, "out")).FullName;
        await table.RunAsync(new StageRun(table, inputs, output), CancellationToken.None);
        var chart = File.ReadAllText(Path.Combine(output, table.Chart.FileName));
        Assert.All(Tables.Tiny().Rows, row => Assert.Contains($">{row.Name}</text>", chart, StringComparison.Ordinal));
        var lines = File.ReadAllLines(Path.Combine(output, table.Table.FileName));
        Assert.All(Tables.Tiny().Rows, row => Assert.Single(lines, line => line.StartsWith(row.Name + ",", StringComparison.Ordinal)));
        Assert.All(lines.Skip(1), line => Assert.Contains(",50,", line, StringComparison.Ordinal));   // half of every benchmark's answers are right
    }

    [Fact]
    public void Every_column_says_how_its_numbers_come_about_and_another_prompt_set_or_length_is_another_protocol()
    {
        var zoo = Tables.Tiny();
        var column = zoo.Columns[0];
        var protocol = Protocol.Of(column, zoo.MaxNewTokens, "");
        Assert.Matches("^[0-9a-f]{6}$", protocol.Id);
        Assert.Contains("{question}", protocol.Words, StringComparison.Ordinal);
        Protocol[] others =
        [
            Protocol.Of(column with { Benchmark = new Evaluation.Benchmarks.VqaV2 { Request = " Briefly." } }, zoo.MaxNewTokens, ""),
            Protocol.Of(column with { Items = zoo.Columns[1].Items }, zoo.MaxNewTokens, ""), Protocol.Of(column, zoo.MaxNewTokens + 1, ""), Protocol.Of(column, zoo.MaxNewTokens, "a judge"),
        ];
        Assert.Distinct([protocol.Id, .. others.Select(other => other.Id)]);
        Assert.Equal(protocol, Protocol.Of(column with { Header = "another name" }, zoo.MaxNewTokens, ""));
    }

    /// <summary>Half of the answers right, or a count.</summary>
    private string Write(IArtifact input, int number)
    {
        var path = Path.Combine(_folder.FullName, $"{number}.json");
        if (input.Content == typeof(Figures))
        {
            File.WriteAllText(path, JsonSerializer.Serialize(new Dictionary<string, long> { ["language model"] = 10 + number, ["connector"] = 5 }));
            return path;
        }
        var categories = Tables.Tiny().Columns.SelectMany(column => column.Categories).Append("random").Distinct();
        var items = categories.SelectMany(category => Enumerable.Range(0, 4).Select(i => new Graded($"{category}{i}", $"{i}.png", category, i % 2, i % 2 == 0 ? "no" : "yes"))).ToList();
        new ScoreFile("any", 50, new Dictionary<string, double>(), items).Write(path);
        return path;
    }
}
