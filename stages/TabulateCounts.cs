using System.Globalization;
using System.Text;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>One printed number of trainable parameters.</summary>
/// <param name="Table">Its file under <c>results/paper</c>, without ending; there TP* (a number) or TP% (a share of all parameters) stands right behind the labels.</param>
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
        var (printed, isShare) = PrintedIn(run[counted.Printed], row);
        var ours = Count.Read(run[counted.Count]);
        string[] labels = [row.Table, string.Join(", ", row.Labels), row.Method];
        if (isShare)
        {
            var (trained, share) = (Count.Trained(ours), Count.Share(ours));
            return new Row(
                [.. labels, printed + " %", Words(Agreement.Of(printed, share))], [new Cell(trained), Cell.Missing(), Cell.Missing(), Cell.Missing()],
                string.Create(CultureInfo.InvariantCulture, $"{share:0.0000} % of {ours[Count.All]:#,0} parameters; trained in all parts together.{(row.Reason.Length > 0 ? " " : "")}{row.Reason}"));
        }
        var (own, connector, against) = (ours[Count.Language], ours[Count.Connector], Count.Read(run[counted.Against])[Count.Language]);
        return new Row(
            [.. labels, printed, Words(Agreement.Of(printed, own))],
            [new Cell(own), new Cell(connector), new Cell((double)against / own), new Cell((double)(against + connector) / (own + connector))],
            row.Reason);
    }

    private static string Words(Agrees agrees) => agrees switch { Agrees.Rounded => "yes", Agrees.Truncated => "yes, truncated", _ => "no" };

    private static (string Printed, bool IsShare) PrintedIn(string path, PrintedCount row)
    {
        var table = CsvFile.Read(path, row.Labels.Count + 1);
        if (table.Labels[^1] is not ("TP*" or "TP%")) throw new InvalidDataException($"{path}: behind {row.Labels.Count} labels there is '{table.Labels[^1]}', not TP* or TP%. Mend the table or its declaration.");
        var printed = table.Rows.FirstOrDefault(printed => printed.Labels.SkipLast(1).SequenceEqual(row.Labels))?.Labels[^1]
            ?? throw new InvalidDataException($"{path} has no row '{string.Join(", ", row.Labels)}'. Mend the table or its declaration.");
        return (printed, table.Labels[^1] == "TP%");
    }
}
