namespace Steering.Flow.Tests;

/// <summary>Parameters of a toy that takes time by a clock of its own.</summary>
internal sealed record LabourParams(string Name, int Seconds, double Rate, int Seed = 0);

/// <summary>Moves the clock on and writes a line.</summary>
internal class Labour(LabourParams parameters, FakeClock clock, params IReadOnlyList<Artifact<Words>> parts) : Stage<LabourParams>(parameters, [.. parts])
{
    public Artifact<Words> Text => Output<Words>("text.txt");

    public override string Label => $"{GetType().Name} {Params.Name}{(Params.Seed > 0 ? $" seed {Params.Seed}" : "")}";

    public override async Task RunAsync(StageRun run, CancellationToken cancel)
    {
        clock.Advance(Params.Seconds);
        var read = await Task.WhenAll(parts.Select(part => File.ReadAllTextAsync(run[part], cancel)));
        await File.WriteAllTextAsync(run[Text], $"{Params.Name} {Params.Rate} {Params.Seed} {read.Sum(text => text.Length)} {string.Concat(read)}", cancel);
    }
}

/// <summary>A toy that makes what others read.</summary>
internal sealed class Data(LabourParams parameters, FakeClock clock) : Labour(parameters, clock);

/// <summary>A toy that trains.</summary>
internal sealed class Train(LabourParams parameters, FakeClock clock, params IReadOnlyList<Artifact<Words>> parts) : Labour(parameters, clock, parts);

/// <summary>A toy that scores.</summary>
internal sealed class Score(LabourParams parameters, FakeClock clock, params IReadOnlyList<Artifact<Words>> parts) : Labour(parameters, clock, parts);

/// <summary>Parameters of a toy table.</summary>
internal sealed record TimedTableParams(string Name);

/// <summary>Rows A and B, one column, two seeds, over one data set: seven minutes by its clock.</summary>
internal sealed class TimedTable(TimedTableParams parameters, IReadOnlyList<(string Row, IReadOnlyList<Score> Scores)> rows)
    : Stage<TimedTableParams>(parameters, [.. rows.SelectMany(row => row.Scores).Select(score => score.Text)])
{
    public Artifact<Words> Csv => Export<Words>($"results/{Params.Name}.csv");

    public override string Label => $"Table {Params.Name}";

    public override IReadOnlyList<TableCell> Cells =>
    [
        .. rows.Select(row => new TableCell(
            Params.Name, row.Row, "Score", [.. row.Scores.Select((score, at) => new CellPart($"seed {at + 1}", score.Text, path => new CellNumber(Length(path))))],
            paths => new CellNumber(paths.Average(Length), paths.Count, 1, 99)) { Rule = "letters of the text" }),
    ];

    public static TimedTable Make(FakeClock clock, double rateOfA = 2e-3)
    {
        var data = new Data(new LabourParams("set", 30, 0), clock);
        IReadOnlyList<Score> Row(string name, double rate) =>
            [.. Enumerable.Range(1, 2).Select(seed => new Score(new LabourParams(name, 5, 0, seed), clock, new Train(new LabourParams(name, 90, rate, seed), clock, data.Text).Text))];
        return new TimedTable(new TimedTableParams("timed"), [("A", Row("A", rateOfA)), ("B", Row("B", 1e-3))]);
    }

    public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllLinesAsync(
        run[Csv], Cells.Select(cell => $"{cell} {cell.Sum([.. cell.Parts.Select(part => run[part.Result])]).Value}"), cancel);

    private static double Length(string path) => File.ReadAllText(path).Length;
}
