using System.Text;
using Steering.Evaluation;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <param name="Header">As printed; columns the paper lacks say in it what must be learnt for them.</param>
/// <param name="Categories">Only items of these categories count; empty means all.</param>
/// <param name="IsPrinted">True for the paper's own columns: they make the average.</param>
/// <param name="Number">Which of the benchmark's further numbers the column shows, by its name in <see cref="IBenchmark.Beside"/>; empty is its main one.</param>
public sealed record TableColumn(string Header, IBenchmark Benchmark, IReadOnlyList<string> Categories, bool IsPrinted, string Number = "")
{
    /// <summary>How its numbers come about.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>The column's number of some graded items.</summary>
    /// <summary>Upper end of the column's scale.</summary>
    internal double Most => Math.Max(100, Benchmark.Highest);   // what stands beside MME's total is in its scale or in percent

    internal double Score(IReadOnlyList<Graded> items) => Number.Length == 0 ? Benchmark.Sum(items)
        : Benchmark.Beside(items).Where(number => number.Name == Number).Select(number => (double?)number.Value).FirstOrDefault()
            ?? throw new InvalidDataException($"{Benchmark.Name} reports no '{Number}' of {items.Count} items; there are {string.Join(", ", Benchmark.Beside(items).Select(number => number.Name))}. Mend the table's declaration.");

    /// <summary>The graded items of a score file that count in this column.</summary>
    internal IReadOnlyList<Graded> ItemsOf(ScoreFile file) => Categories.Count == 0 ? file.Items : [.. file.Items.Where(item => Categories.Contains(item.Category))];
}

/// <summary>A column of counted parameters.</summary>
/// <param name="Figures">What of a <see cref="Count"/> it adds up.</param>
public sealed record CountedColumn(string Header, IReadOnlyList<string> Figures)
{
    /// <summary>The paper's column: what is trained inside the language model.</summary>
    public static CountedColumn Language { get; } = new("TP*", [Count.Language]);

    public static CountedColumn Connector { get; } = new("connector", [Count.Connector]);

    public static CountedColumn Tower { get; } = new("tower", [Count.Tower]);

    /// <summary>All that is trained, wherever.</summary>
    public static CountedColumn Trained { get; } = new("trained", [Count.Language, Count.Connector, Count.Tower]);
}

/// <param name="Kind">"paper", "control" or "baseline".</param>
/// <param name="Seeds">How many score files it has per column.</param>
/// <param name="HasCount">Whether a count of trainable parameters belongs to it.</param>
public sealed record TableRow(string Name, string Kind, int Seeds, bool HasCount, string Note);

/// <param name="Place">Repository-relative path of the CSV, without its ending; Markdown and SVG lie beside it.</param>
/// <param name="Label">What a reader must know before the first number: the scale.</param>
/// <param name="Counts">Columns of parameters; the first is the chart's.</param>
public sealed record TabulateParams(string Place, string Title, string Label, IReadOnlyList<CountedColumn> Counts, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows);

/// <summary>The artifacts of one row: its count, and for each column its scores by seed.</summary>
public sealed record RowScores(TableRow Row, Artifact<Figures>? Count, IReadOnlyList<IReadOnlyList<Artifact<Scores>>> ByColumn)
{
    internal IEnumerable<IArtifact> All => [.. Count is null ? (IArtifact[])[] : [Count], .. ByColumn.SelectMany(seeds => seeds)];
}

/// <summary>Puts scores together to a table: mean over seeds, 95 % interval and n in each cell; CSV, Markdown and a chart.</summary>
public sealed class Tabulate(TabulateParams parameters, IReadOnlyList<RowScores> rows)
    : Stage<TabulateParams>(parameters, [.. rows.SelectMany(row => row.All).Distinct()])
{
    private const string Average = "Avg";

    private string TableName => Params.Place[(Params.Place.LastIndexOf('/') + 1)..];

    public override string Label => $"Tabulate {Params.Place}";

    public Artifact<Csv> Table => Export<Csv>(Params.Place + ".csv");

    public Artifact<Markdown> Text => Export<Markdown>(Params.Place + ".md");

    public Artifact<Svg> Chart => Export<Svg>(Params.Place + ".svg");

    /// <summary>Every number of the table with the results it is made of; the files are written from them.</summary>
    public override IReadOnlyList<TableCell> Cells => [.. rows.SelectMany(CellsOf)];

    /// <summary>The score files of a cell by seed, and its column; null where this table has no such cell.</summary>
    internal (TableColumn Column, IReadOnlyList<Artifact<Scores>> Seeds)? ScoresOf(CellName cell)
    {
        if (cell.Table != TableName || rows.FirstOrDefault(row => row.Row.Name == cell.Row) is not { } row) return null;
        var found = Params.Columns.Zip(row.ByColumn).Where(pair => pair.First.Header == cell.Column).ToArray();
        return found.Length == 0 ? null : found[0];
    }

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var grid = ToGrid(run);
        CsvFile.Write(run[Table], grid);
        File.WriteAllText(run[Text], $"# {Params.Title}\n\n{Params.Label}\n\n{MarkdownTable.ToText(grid)}\n{Protocols()}", new UTF8Encoding(false));
        var counted = new Grid([grid.Labels[0]], grid.Columns, [.. grid.Rows.Where(row => row.Cells[0].Value is not null).Select(row => row with { Labels = [row.Labels[0]] })]);
        File.WriteAllText(run[Chart], SvgChart.ParametersAgainstScores(
            counted, Params.Title, Params.Counts[0].Header, [.. Params.Columns.Where(column => column.IsPrinted).Select(column => column.Header)],
            controls: [.. rows.Where(row => row.Row.Kind != "paper").Select(row => row.Row.Name)]), new UTF8Encoding(false));
        return Task.CompletedTask;
    }

    /// <summary>A line for each protocol, with the columns that follow it.</summary>
    private string Protocols() => "Protocols, each for the columns behind it:\n\n" + string.Concat(Params.Columns.GroupBy(column => column.Protocol)
        .Select(columns => $"- `{columns.Key.Id}` {columns.Key.Words}. {string.Join(", ", columns.Select(column => column.Header))}\n"));

    private Grid ToGrid(StageRun run)
    {
        Column[] columns =
        [
            .. Params.Counts.Select(column => new Column(column.Header, Measure.Count)),
            .. Params.Columns.Where(column => column.IsPrinted).Select(column => new Column(column.Header, Protocol: column.Protocol.Id)), new(Average),
            .. Params.Columns.Where(column => !column.IsPrinted).Select(column => new Column(column.Header, Protocol: column.Protocol.Id)),
        ];
        return new Grid(["Method", "Kind"], columns, [.. rows.Select(row => new Row([row.Row.Name, row.Row.Kind], CellsOf(row, columns, run), row.Row.Note))]);
    }

    private Cell[] CellsOf(RowScores row, Column[] columns, StageRun run)
    {
        var cells = CellsOf(row).ToDictionary(cell => cell.Column, cell => cell.Sum([.. cell.Parts.Select(part => run[part.Result])]), StringComparer.Ordinal);
        return [.. columns.Select(column => cells.TryGetValue(column.Name, out var number) ? Printed(number) : Cell.Missing())];
    }

    private static Cell Printed(CellNumber number) => number.Missing == 0
        ? new Cell(number.Value, number.N, number.Low, number.High)
        : new Cell(number.Value, number.N, number.Low, number.High, $"Incomplete: {number.N} of {number.N + number.Missing} items have a score in the run that has fewest; the judgement of the others failed.") { Unscored = number.Missing };

    private IEnumerable<TableCell> CellsOf(RowScores row)
    {
        var name = TableName;
        if (row.Count is { } count)
            foreach (var column in Params.Counts)
                yield return new TableCell(name, row.Row.Name, column.Header, [new CellPart("count", count, path => Counted(path, column))], paths => Counted(paths[0], column)) { Rule = $"trainable parameters of the {string.Join(", the ", column.Figures)}, counted on the meta device" };
        foreach (var (column, seeds) in Params.Columns.Zip(row.ByColumn))
            yield return new TableCell(name, row.Row.Name, column.Header, [.. Parts(column, seeds, "")], paths => Scored([(column, paths)])) { Rule = Rule(column) };
        var printed = Params.Columns.Zip(row.ByColumn).Where(pair => pair.First.IsPrinted).ToArray();
        if (printed.Length == 0) yield break;
        yield return new TableCell(
            name, row.Row.Name, Average, [.. printed.SelectMany(pair => Parts(pair.First, pair.Second, pair.First.Header + " "))],
            paths => Scored([.. printed.Select(pair => pair.First).Zip(paths.Chunk(paths.Count / printed.Length), (column, seeds) => (column, (IReadOnlyList<string>)seeds))]))
        {
            Rule = $"mean of {string.Join(", ", printed.Select(pair => pair.First.Header))}",
        };
    }

    private static IEnumerable<CellPart> Parts(TableColumn column, IReadOnlyList<Artifact<Scores>> seeds, string prefix) =>
        seeds.Select((scores, seed) => new CellPart($"{prefix}seed {seed + 1}", scores, path => new CellNumber(column.Score(column.ItemsOf(ScoreFile.Read(path))))));

    private static string Rule(TableColumn column) =>
        $"{column.Benchmark.Name}, as datasets/{column.Benchmark.Dataset}/card.md says{(column.Number.Length > 0 ? $": {column.Number}" : "")}{(column.Categories.Count > 0 ? $"; only {string.Join(", ", column.Categories)}" : "")}; protocol {column.Protocol.Id}: {column.Protocol.Words}";

    /// <summary>Mean over seeds, then over columns, with its interval.</summary>
    private static CellNumber Scored(IReadOnlyList<(TableColumn Column, IReadOnlyList<string> Seeds)> columns)
    {
        var files = columns.Select(pair => pair.Seeds.Select(ScoreFile.Read).ToList()).ToList();
        var missing = files.Sum(seeds => seeds.Max(file => file.Missing.Count));
        IReadOnlyList<IReadOnlyList<IReadOnlyList<Graded>>> scored = [.. columns.Zip(files, (pair, seeds) => (IReadOnlyList<IReadOnlyList<Graded>>)[.. seeds.Select(pair.Column.ItemsOf)])];
        // With nothing judged in some run there is no number at all.
        if (scored.Any(seeds => seeds.Any(items => items.Count == 0))) return new CellNumber(null, 0, Missing: missing);
        var fewest = scored.Sum(seeds => seeds.Min(items => items.Count));
        var estimate = Jackknife.OfAverage(
            [.. scored.Select((seeds, i) => (seeds, (Func<IReadOnlyList<Graded>, double>)columns[i].Column.Score))],
            item => item.Cluster, columns.Average(pair => pair.Column.Most));
        return new CellNumber(estimate.Mean, fewest, estimate.Low, estimate.High, missing);
    }

    private static CellNumber Counted(string path, CountedColumn column)
    {
        var figures = Count.Read(path);
        return new CellNumber(column.Figures.Sum(figure => figures[figure]));
    }
}
