using System.Text;
using System.Text.Json;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>One printed number of trainable parameters.</summary>
/// <param name="Table">Its file under <c>results/paper</c>, without ending; there TP* stands right behind the labels.</param>
/// <param name="Labels">Labels of its row.</param>
/// <param name="Method">As the table prints it, or what its row means.</param>
/// <param name="Reason">Why the count cannot be the printed number; empty where it should be.</param>
public sealed record PrintedCount(string Table, IReadOnlyList<string> Labels, string Method, string Reason);

/// <param name="Place">Repository-relative path of the CSV, without its ending; Markdown lies beside it.</param>
public sealed record TabulateCountsParams(string Place, string Title, string Label, IReadOnlyList<PrintedCount> Rows);

/// <summary>The artifacts of one printed number: the paper's table, the method's count, and that of the method it is compared with.</summary>
public sealed record CountedRow(PrintedCount Row, Source<Csv> Printed, Artifact<Figures> Count, Artifact<Figures> Against);

/// <summary>Holds every printed number of trainable parameters against what is counted on the real shapes, and says what the saving is with the connector counted.</summary>
public sealed class TabulateCounts(TabulateCountsParams parameters, IReadOnlyList<CountedRow> rows)
    : Stage<TabulateCountsParams>(parameters, [.. rows.SelectMany(row => (IArtifact[])[row.Printed, row.Count, row.Against]).Distinct()])
{
    private static readonly Column[] Columns =
    [
        new("Trainable", Measure.Whole), new("Connector", Measure.Whole),
        new("LoRA ÷ method", Measure.Number), new("LoRA ÷ method, connector counted", Measure.Number),
    ];

    public override string Label => $"Tabulate {Params.Place}";

    public Artifact<Csv> Table => Export<Csv>(Params.Place + ".csv");

    public Artifact<Markdown> Text => Export<Markdown>(Params.Place + ".md");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var grid = new Grid(["Table", "Row", "Method", "Printed", "Agrees"], Columns, [.. rows.Select(row => RowOf(row, run))]);
        CsvFile.Write(run[Table], grid);
        File.WriteAllText(run[Text], $"# {Params.Title}\n\n{Params.Label}\n\n{MarkdownTable.ToText(grid)}", new UTF8Encoding(false));
        return Task.CompletedTask;
    }

    private static Row RowOf(CountedRow counted, StageRun run)
    {
        var row = counted.Row;
        var printed = PrintedIn(run[counted.Printed], row);
        var (ours, connector) = Counted(run[counted.Count]);
        var (against, _) = Counted(run[counted.Against]);
        return new Row(
            [row.Table, string.Join(", ", row.Labels), row.Method, printed, Agreement.Of(printed, ours) switch { Agrees.Rounded => "yes", Agrees.Truncated => "yes, truncated", _ => "no" }],
            [new Cell(ours), new Cell(connector), new Cell((double)against / ours), new Cell((double)(against + connector) / (ours + connector))],
            row.Reason);
    }

    private static string PrintedIn(string path, PrintedCount row)
    {
        var table = CsvFile.Read(path, row.Labels.Count + 1);
        if (table.Labels[^1] != "TP*") throw new InvalidDataException($"{path}: behind {row.Labels.Count} labels there is '{table.Labels[^1]}', not TP*. Mend the table or its declaration.");
        return table.Rows.FirstOrDefault(printed => printed.Labels.SkipLast(1).SequenceEqual(row.Labels))?.Labels[^1]
            ?? throw new InvalidDataException($"{path} has no row '{string.Join(", ", row.Labels)}'. Mend the table or its declaration.");
    }

    private static (long Language, long Connector) Counted(string path)
    {
        var figures = JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(path)) ?? throw new InvalidDataException($"{path} holds no figures. Count again.");
        return (figures["language model"], figures["connector"]);
    }
}
