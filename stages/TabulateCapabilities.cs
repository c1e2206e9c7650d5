using System.Text;
using System.Text.Json;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>Things of one kind that this program has.</summary>
/// <param name="What">The kind, in the plural.</param>
public sealed record Members(string What, IReadOnlyList<string> Names);

/// <summary>A capability as the paper's Table 7 heads it, with what of it is here: ticked where there are several of the first kind.</summary>
public sealed record Capability(string Name, IReadOnlyList<Members> Kinds);

/// <param name="Place">Repository-relative path of the CSV, without its ending; Markdown lies beside it.</param>
public sealed record TabulateCapabilitiesParams(string Place, string Title, string Label, IReadOnlyList<Capability> Rows);

/// <summary>Counts what this program has of each capability, beside the ticks that the paper prints for three programs.</summary>
public sealed class TabulateCapabilities(TabulateCapabilitiesParams parameters, Source<Csv> printed) : Stage<TabulateCapabilitiesParams>(parameters, printed)
{
    /// <summary>Our name among the programs.</summary>
    public const string Here = "here";

    private const int Several = 2;
    private const string Yes = "yes";
    private static readonly string[] s_labels = ["Capability", Here, "What there is", "Names", "Printed"];
    private static readonly Column[] s_columns = [new("Number", Measure.Whole)];

    public override string Label => $"Tabulate {Params.Place}";

    public Artifact<Csv> Table => Export<Csv>(Params.Place + ".csv");

    public Artifact<Markdown> Text => Export<Markdown>(Params.Place + ".md");

    /// <summary>Ticks by program: ours, and as printed.</summary>
    public Artifact<Figures> Ticks => Output<Figures>("ticks.json");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var paper = Printed(run[printed]);
        var grid = new Grid(
            s_labels, s_columns,
            [
                .. Params.Rows.SelectMany(row => row.Kinds.Select(kind => new Row(
                    [row.Name, Tick(row), kind.What, string.Join(", ", kind.Names), string.Join(", ", paper.Select(program => $"{program.Name} {program.Ticks[row.Name]}"))], [new Cell(kind.Names.Count)]))),
            ]);
        CsvFile.Write(run[Table], grid);
        File.WriteAllText(run[Text], $"# {Params.Title}\n\n{Params.Label}\n\n{MarkdownTable.ToText(grid)}", new UTF8Encoding(false));
        var ticks = paper.ToDictionary(program => program.Name, program => Params.Rows.Count(row => program.Ticks[row.Name] == Yes));
        ticks[Here] = Params.Rows.Count(row => Tick(row) == Yes);
        File.WriteAllText(run[Ticks], JsonSerializer.Serialize(new SortedDictionary<string, int>(ticks, StringComparer.Ordinal)) + "\n");
        return Task.CompletedTask;
    }

    /// <summary>Reads <see cref="Table"/>.</summary>
    public static Grid Read(string path) => new(s_labels, s_columns, CsvFile.Read(path, s_labels.Length).Rows);

    private static string Tick(Capability row) => row.Kinds[0].Names.Count >= Several ? Yes : "no";

    /// <summary>The printed ticks of each program; every capability must be among the heads, and every head a capability.</summary>
    private List<(string Name, IReadOnlyDictionary<string, string> Ticks)> Printed(string path)
    {
        var table = CsvFile.Read(path, Params.Rows.Count + 1);   // the program and its ticks; notes follow
        var heads = table.Labels.Skip(1).ToList();
        if (!heads.Order(StringComparer.Ordinal).SequenceEqual(Params.Rows.Select(row => row.Name).Order(StringComparer.Ordinal)))
            throw new InvalidDataException($"{path} heads {string.Join(", ", heads)}; the table's declaration has {string.Join(", ", Params.Rows.Select(row => row.Name))}. Mend one of them.");
        return [.. table.Rows.Select(row => (row.Labels[0], (IReadOnlyDictionary<string, string>)heads.Zip(row.Labels.Skip(1)).ToDictionary(tick => tick.First, tick => tick.Second, StringComparer.Ordinal)))];
    }
}
