using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Evaluation.Judges;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages.Tests;

/// <summary>Where a judge stands between answering and grading, and how a table shows what it could not decide.</summary>
public sealed class JudgeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("judged-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Judging_reads_answers_and_grading_reads_verdicts_so_that_neither_answers_again()
    {
        var graph = Graph.Of(Table(new RuleJudge()));
        var other = Graph.Of(Table(new OpenAiJudge("http://localhost/v1", "m", "")));
        Assert.NotEmpty(graph.Identities<Judge>());
        Assert.Equal(graph.Identities<Answer>(), other.Identities<Answer>());
        Assert.Equal(graph.Identities<Tune>(), other.Identities<Tune>());
        Assert.Empty(graph.Identities<Judge>().Keys.Intersect(other.Identities<Judge>().Keys));
        foreach (var node in graph.Nodes.Where(node => node.Stage is Judge)) Assert.Contains(node.Upstream, upstream => upstream.Stage is Answer or Majority);
        foreach (var node in graph.Nodes.Where(node => node.Stage is Grade)) Assert.Contains(node.Upstream, upstream => upstream.Stage is Judge);
    }

    [Fact]
    public void A_text_column_by_likelihood_is_weighed_and_never_answered_in_writing()
    {
        var zoo = Tables.Tiny();
        Assert.NotEmpty(zoo.Text);
        foreach (var column in zoo.Text)
        {
            var isWeighed = column.Benchmark is IContinuedBenchmark { ByLikelihood: true };
            var graph = Graph.Of(new TableBuilder(zoo).BuildRows("text", "Text", [zoo.Rows[0]], [column]));
            Assert.Equal(isWeighed, graph.Identities<Weigh>().Count > 0);
            Assert.Equal(isWeighed, graph.Identities<Answer>().Count == 0);
        }
    }

    [Fact]
    public void A_table_says_who_judged()
    {
        Assert.All(Table(new RuleJudge()).Cells.Where(cell => cell.Column == "MM-Vet"), cell => Assert.Contains("judged by an offline rule", cell.Rule, StringComparison.Ordinal));
        Assert.All(Table(new OpenAiJudge("http://localhost/v1", "gpt-x", "")).Cells.Where(cell => cell.Column == "MM-Vet"), cell => Assert.Contains("judged by gpt-x", cell.Rule, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cell_with_missing_judgements_is_marked_and_says_of_how_many_it_is()
    {
        var table = Table(new RuleJudge());
        var inputs = table.Inputs.Select((input, number) => Write(input, number, missing: number == 1 ? 2 : 0)).ToList();
        var output = Directory.CreateDirectory(Path.Combine(_folder.FullName, "out")).FullName;
        await table.RunAsync(new StageRun(table, inputs, output), CancellationToken.None);
        var text = File.ReadAllText(Path.Combine(output, table.Text.FileName));
        Assert.Contains("†", text, StringComparison.Ordinal);
        Assert.Contains("Incomplete: 6 of 8 items have a score", text, StringComparison.Ordinal);
        var lines = File.ReadAllLines(Path.Combine(output, table.Table.FileName));
        Assert.Contains(lines, line => line.Contains("Incomplete: 6 of 8", StringComparison.Ordinal));
        var grid = CsvFile.Read(Path.Combine(output, table.Table.FileName), labels: 2);
        Assert.Contains(grid.Rows, row => row.Cells[grid.IndexOf("MM-Vet")] is { N: 6, Unscored: 2, Mark: "†" });
        Assert.Contains(lines.Skip(1), line => !line.Contains("Incomplete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cell_of_which_nothing_was_judged_is_empty_and_not_nought()
    {
        var table = Table(new RuleJudge());
        var inputs = table.Inputs.Select((input, number) => Write(input, number, missing: 8)).ToList();
        var output = Directory.CreateDirectory(Path.Combine(_folder.FullName, "out")).FullName;
        await table.RunAsync(new StageRun(table, inputs, output), CancellationToken.None);
        var grid = CsvFile.Read(Path.Combine(output, table.Table.FileName), labels: 2);
        Assert.All(grid.Rows, row => Assert.Null(row.Cells[grid.IndexOf("MM-Vet")].Value));
    }

    private static Tabulate Table(IJudge judge)
    {
        var zoo = Tables.Tiny() with { Judge = judge };
        return new TableBuilder(zoo).Build("judged", "Judged", [.. zoo.Rows.Take(2)], [new ZooColumn("MM-Vet", new MmVet(), zoo.Columns[0].Items, [], IsPrinted: true)]);
    }

    private string Write(IArtifact input, int number, int missing)
    {
        var path = Path.Combine(_folder.FullName, $"{number}.json");
        if (input.Content == typeof(Figures))
        {
            File.WriteAllText(path, """{"language model": 10, "connector": 5}""");
            return path;
        }
        var items = Enumerable.Range(0, 8 - missing).Select(i => new Graded($"v1_{i}", $"{i}.png", "ocr", i % 2, "")).ToList();
        new ScoreFile("MM-Vet", 50, new Dictionary<string, double>(), items) { Missing = [.. Enumerable.Range(8 - missing, missing).Select(i => $"v1_{i}")] }.Write(path);
        return path;
    }
}
