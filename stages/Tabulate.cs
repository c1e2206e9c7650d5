using System.Text;
using System.Text.Json;
using Steering.Evaluation;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <param name="Header">As printed; columns the paper lacks say in it what must be learnt for them.</param>
/// <param name="Categories">Only items of these categories count; empty means all.</param>
/// <param name="IsPrinted">True for the paper's own columns: they make the average.</param>
public sealed record TableColumn(string Header, IBenchmark Benchmark, IReadOnlyList<string> Categories, bool IsPrinted);

/// <param name="Kind">"paper", "control" or "baseline".</param>
/// <param name="Seeds">How many score files it has per column.</param>
/// <param name="HasCount">Whether a count of trainable parameters belongs to it.</param>
public sealed record TableRow(string Name, string Kind, int Seeds, bool HasCount, string Note);

/// <param name="Place">Repository-relative path of the CSV, without its ending; Markdown and SVG lie beside it.</param>
/// <param name="Label">What a reader must know before the first number: the scale.</param>
public sealed record TabulateParams(string Place, string Title, string Label, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows);

/// <summary>The artifacts of one row: its count, and for each column its scores by seed.</summary>
public sealed record RowScores(TableRow Row, Artifact<Figures>? Count, IReadOnlyList<IReadOnlyList<Artifact<Scores>>> ByColumn)
{
    internal IEnumerable<IArtifact> All => [.. Count is null ? (IArtifact[])[] : [Count], .. ByColumn.SelectMany(seeds => seeds)];
}

/// <summary>Puts scores together to a table: mean over seeds, 95 % interval and n in each cell; CSV, Markdown and a chart.</summary>
public sealed class Tabulate(TabulateParams parameters, IReadOnlyList<RowScores> rows)
    : Stage<TabulateParams>(parameters, [.. rows.SelectMany(row => row.All).Distinct()])
{
    private const string Parameters = "TP*";
    private const string ConnectorParameters = "connector";
    private const string Average = "Avg";

    public override string Label => $"Tabulate {Params.Place}";

    public Artifact<Csv> Table => Export<Csv>(Params.Place + ".csv");

    public Artifact<Markdown> Text => Export<Markdown>(Params.Place + ".md");

    public Artifact<Svg> Chart => Export<Svg>(Params.Place + ".svg");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var grid = ToGrid(run);
        CsvFile.Write(run[Table], grid);
        File.WriteAllText(run[Text], $"# {Params.Title}\n\n{Params.Label}\n\n{MarkdownTable.ToText(grid)}", new UTF8Encoding(false));
        var counted = new Grid(grid.Labels, grid.Columns, [.. grid.Rows.Where(row => row.Cells[0].Value is not null)]);
        File.WriteAllText(run[Chart], SvgChart.ParametersAgainstScores(
            counted, Params.Title, Parameters, [.. Params.Columns.Where(column => column.IsPrinted).Select(column => column.Header)]), new UTF8Encoding(false));
        return Task.CompletedTask;
    }

    private Grid ToGrid(StageRun run) => new(
        ["Method", "Kind"],
        [
            new Column(Parameters, Measure.Count), new Column(ConnectorParameters, Measure.Count),
            .. Params.Columns.Where(column => column.IsPrinted).Select(column => new Column(column.Header)), new Column(Average),
            .. Params.Columns.Where(column => !column.IsPrinted).Select(column => new Column(column.Header)),
        ],
        [.. rows.Select(row => ToRow(run, row))]);

    private Row ToRow(StageRun run, RowScores row)
    {
        var graded = row.ByColumn.Select((seeds, column) => seeds.Select(seed => Items(ScoreFile.Read(run[seed]), Params.Columns[column])).ToList()).ToList();
        var cells = Params.Columns.Select((column, i) => Cell.Of(Jackknife.Of(graded[i], Cluster, column.Benchmark.Sum), scale: 1)).ToList();
        var printed = Params.Columns.Select((column, i) => (column, i)).Where(pair => pair.column.IsPrinted).ToList();
        var average = Cell.Of(Jackknife.OfAverage([.. printed.Select(pair => (graded[pair.i], (Func<IReadOnlyList<Graded>, double>)pair.column.Benchmark.Sum))], Cluster), scale: 1);
        var counts = row.Count is null ? null : JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(run[row.Count]));
        return new Row(
            [row.Row.Name, row.Row.Kind],
            [
                counts is null ? Cell.Missing() : new Cell(counts["language model"]), counts is null ? Cell.Missing() : new Cell(counts["connector"]),
                .. printed.Select(pair => cells[pair.i]), average,
                .. Params.Columns.Select((column, i) => (column, i)).Where(pair => !pair.column.IsPrinted).Select(pair => cells[pair.i]),
            ],
            row.Row.Note);
    }

    private static string Cluster(Graded item) => item.Image;

    private static IReadOnlyList<Graded> Items(ScoreFile scores, TableColumn column) =>
        column.Categories.Count == 0 ? scores.Items : [.. scores.Items.Where(item => column.Categories.Contains(item.Category))];
}
