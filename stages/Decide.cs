using System.Text;
using System.Text.Json;
using Steering.Evaluation;
using Steering.Flow;
using Steering.Reporting;

namespace Steering.Stages;

/// <param name="Place">Repository-relative path of the CSV, without its ending; Markdown lies beside it.</param>
/// <param name="Label">What a reader must know before the first verdict: the scale.</param>
/// <param name="Left">Ids of claims that nobody asked to be decided this time; they are told as not run.</param>
/// <param name="Looks">How often the verdicts may be looked at while seeds are added: each look decides at 1 − 0.05 / looks, so that all together err as one.</param>
/// <param name="Cells">The score cells that the tests read and the tables have, with the number of seeds of each.</param>
public sealed record DecideParams(string Place, string Title, string Label, IReadOnlyList<Claim> Claims, IReadOnlyList<string> Left, int Looks, IReadOnlyList<DecidedCell> Cells, IReadOnlyList<CountedMethod> Counts, IReadOnlyList<FigureRow> Attention)
{
    /// <summary>Names of the files of times.</summary>
    public required IReadOnlyList<string> Clocks { get; init; }

    /// <summary>Rows whose loss was surveyed.</summary>
    public required IReadOnlyList<string> Landscapes { get; init; }

    /// <summary>Names of the figures, with the number of seeds of each.</summary>
    public required IReadOnlyList<DecidedFigures> Figures { get; init; }
}

/// <summary>A cell that claims are decided by, with its column and seeds.</summary>
public sealed record DecidedCell(CellName Name, TableColumn Column, int Seeds);

/// <summary>Figures that claims are decided by.</summary>
public sealed record DecidedFigures(string Name, int Seeds);

/// <summary>Gives every claim its verdict with the numbers behind it: holds, fails, undecided or not run.</summary>
public sealed class Decide(DecideParams parameters, ClaimFiles files) : Stage<DecideParams>(parameters, [.. files.All.Distinct()])
{
    public override string Label => $"Decide {Params.Place}";

    public Artifact<Csv> Table => Export<Csv>(Params.Place + ".csv");

    public Artifact<Markdown> Text => Export<Markdown>(Params.Place + ".md");

    /// <summary><c>{row: claims}</c>: rows of the zoo whose further seeds would tell, and how many undecided claims name each.</summary>
    public Artifact<Figures> Wanted => Output<Figures>("undecided.json");

    /// <summary>Decides these claims by what there is; what no source has leaves its claims not run.</summary>
    public static Decide By(string place, string title, string label, IReadOnlyList<Claim> claims, ClaimSources sources, IReadOnlyCollection<string>? only = null, int looks = 1)
    {
        var asked = claims.Where(claim => only is null || only.Contains(claim.Id)).ToList();
        var cells = asked.SelectMany(claim => claim.Test.Cells).Distinct()
            .Select(name => (Name: name, Found: sources.Tables.Select(table => table.ScoresOf(name)).FirstOrDefault(found => found is not null)))
            .Where(cell => cell.Found is not null).ToList();
        var counts = asked.SelectMany(claim => claim.Test.Counts).Distinct().Where(sources.Counts.ContainsKey).ToList();
        var seen = sources.Maps.Where(row => asked.Exists(claim => claim.Test.Attention.Contains(row.Row.Name))).ToList();
        var clocks = asked.SelectMany(claim => claim.Test.Clocks).Distinct().Where(sources.Clocks.ContainsKey).ToList();
        var surveyed = sources.Landscapes.Where(row => asked.Exists(claim => claim.Test.Landscapes.Contains(row.Name))).ToList();
        var figures = asked.SelectMany(claim => claim.Test.Figures).Distinct().Where(sources.Figures.ContainsKey).ToList();
        return new Decide(
            new DecideParams(place, title, label, claims, [.. claims.Except(asked).Select(claim => claim.Id)], looks, [.. cells.Select(cell => new DecidedCell(cell.Name, cell.Found!.Value.Column, cell.Found.Value.Seeds.Count))], counts, [.. seen.Select(row => row.Row)])
            {
                Clocks = clocks,
                Landscapes = [.. surveyed.Select(row => row.Name)],
                Figures = [.. figures.Select(name => new DecidedFigures(name, sources.Figures[name].Count))],
            },
            new ClaimFiles([.. cells.Select(cell => cell.Found!.Value.Seeds)], [.. counts.Select(name => sources.Counts[name])], seen, [.. clocks.Select(name => sources.Clocks[name].Taken)], surveyed, [.. figures.Select(name => sources.Figures[name])]));
    }

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var evidence = Evidence(run);
        var found = Params.Claims.Select(claim => (Claim: claim, Finding: Params.Left.Contains(claim.Id) ? Finding.NotRun("left out of this run") : claim.Test.Decide(evidence))).ToList();
        var rows = found.Select(one => new Row([one.Claim.Id, one.Finding.Verdict.Word(), one.Claim.Text, one.Claim.Where, one.Claim.Test.Words, one.Finding.Numbers, one.Claim.OnPrint], []));
        var grid = new Grid(["Id", "Verdict", "Claim", "Where", "Test", "Numbers", "On the printed numbers"], [], [.. rows]);
        CsvFile.Write(run[Table], grid);
        File.WriteAllText(run[Text], $"# {Params.Title}\n\n{Params.Label}\n\n{MarkdownTable.ToText(grid)}", new UTF8Encoding(false));
        var wanted = found.SelectMany(one => one.Finding.Rows.Select(cell => cell.Row).Distinct()).GroupBy(row => row, StringComparer.Ordinal);
        File.WriteAllText(run[Wanted], JsonSerializer.Serialize(new SortedDictionary<string, int>(wanted.ToDictionary(row => row.Key, row => row.Count()), StringComparer.Ordinal)) + "\n");
        return Task.CompletedTask;
    }

    /// <summary>What one of its claims is decided by.</summary>
    public IEnumerable<IArtifact> EvidenceOf(Claim claim) =>
    [
        .. Params.Cells.Zip(files.Scores).Where(cell => claim.Test.Cells.Contains(cell.First.Name)).SelectMany(cell => cell.Second),
        .. Params.Counts.Zip(files.Counts).Where(count => claim.Test.Counts.Contains(count.First)).Select(count => count.Second),
        .. files.Maps.Where(row => claim.Test.Attention.Contains(row.Row.Name)).SelectMany(row => row.All),
        .. Params.Clocks.Zip(files.Times).Where(clock => claim.Test.Clocks.Contains(clock.First)).Select(clock => clock.Second),
        .. files.Landscapes.Where(row => claim.Test.Landscapes.Contains(row.Name)).Select(row => row.Losses),
        .. Params.Figures.Zip(files.Figures).Where(figures => claim.Test.Figures.Contains(figures.First.Name)).SelectMany(figures => figures.Second),
    ];

    /// <summary>The score files it reads, with the rows they are of.</summary>
    public IEnumerable<(string Row, Artifact<Scores> Scores)> Scored() => Params.Cells.Zip(files.Scores).SelectMany(cell => cell.Second.Select(seed => (cell.First.Name.Row, seed)));

    private Evidence Evidence(StageRun run)
    {
        // On what some answers were not judged for no claim is decided.
        var whole = Params.Cells.Zip(files.Scores, (cell, seeds) => (Cell: cell, Seeds: seeds.Select(seed => ScoreFile.Read(run[seed])).ToList())).Where(cell => cell.Seeds.TrueForAll(seed => seed.Missing.Count == 0));
        var cells = whole.ToDictionary(
            cell => cell.Cell.Name, cell => (cell.Cell.Column, (IReadOnlyList<IReadOnlyList<Graded>>)[.. cell.Seeds.Select(cell.Cell.Column.ItemsOf)]));
        var numbers = Params.Counts.Zip(files.Counts).ToDictionary(count => count.First, count => Count.Read(run[count.Second]));
        var attention = files.Maps.ToDictionary(row => row.Row.Name, row => (Seen: row.Read(run).Seeds, Trained: row.Trained(run)), StringComparer.Ordinal);
        var times = Params.Clocks.Zip(files.Times).ToDictionary(clock => clock.First, clock => Timings.Read(run[clock.Second]), StringComparer.Ordinal);
        var surveyed = files.Landscapes.ToDictionary(row => row.Name, row => row.Read(run), StringComparer.Ordinal);
        var figures = Params.Figures.Zip(files.Figures).ToDictionary(
            one => one.First.Name, one => (IReadOnlyList<IReadOnlyDictionary<string, double>>)[.. one.Second.Select(seed => ReadFigures(run[seed]))], StringComparer.Ordinal);
        return new Evidence(name => cells.TryGetValue(name, out var found) ? found : null, numbers.GetValueOrDefault, Params.Looks)
        {
            Attention = row => attention.TryGetValue(row, out var seen) ? seen.Seen : null,
            Landscape = surveyed.GetValueOrDefault,
            Trained = row => attention.TryGetValue(row, out var seen) ? seen.Trained : null,
            Times = times.GetValueOrDefault,
            Figures = figures.GetValueOrDefault,
        };
    }

    private static Dictionary<string, double> ReadFigures(string path) =>
        JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(path)) ?? throw new InvalidDataException($"{path} holds no figures. Run its stage again.");
}
