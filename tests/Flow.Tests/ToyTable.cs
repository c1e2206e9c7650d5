namespace Steering.Flow.Tests;

/// <summary>Parameters of a toy table.</summary>
internal sealed record ToyTableParams(string Name);

/// <summary>One place of a toy table.</summary>
internal sealed record ToyPlace(string Row, string Column, IReadOnlyList<Artifact<Words>> Parts);

/// <summary>A table whose numbers are lengths of texts.</summary>
internal sealed class ToyTable(ToyTableParams parameters, IReadOnlyList<ToyPlace> places)
    : Stage<ToyTableParams>(parameters, [.. places.SelectMany(place => place.Parts).Distinct()])
{
    public Artifact<Words> Csv => Export<Words>($"results/{Params.Name}.csv");

    public override string Label => $"Table {Params.Name}";

    public override IReadOnlyList<TableCell> Cells =>
    [
        .. places.Select(place => new TableCell(
            Params.Name, place.Row, place.Column, [.. place.Parts.Select((part, at) => new CellPart($"seed {at + 1}", part, path => new CellNumber(Length(path))))],
            paths => new CellNumber(paths.Average(Length), paths.Count)) { Rule = "length of the text" }),
    ];

    /// <summary>Rows "a" and "b, c"; columns "T*" (row a only) and "sum" (two parts); nothing has run.</summary>
    public static ToyTable Make(double rate = 2e-4, string name = "toys")
    {
        var (a, b) = (new Write(new WriteParams("a")).Text, new Write(new WriteParams("b")).Text);
        Artifact<Words> Part(string text, Artifact<Words> of) => new Join(new JoinParams(text, rate), of).Text;
        return new ToyTable(new ToyTableParams(name),
        [
            new("a", "T*", [Part("a T*", a)]),
            new("a", "sum", [Part("a sum 1", a), Part("a sum 2", a)]),
            new("b, c", "sum", [Part("b, c sum 1", b), Part("b, c sum 2", b)]),
        ]);
    }

    public static Graph Graph() => Flow.Graph.Of(Make());

    public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllLinesAsync(
        run[Csv], Cells.Select(cell => $"{cell} {cell.Sum([.. cell.Parts.Select(part => run[part.Result])]).Value}"), cancel);

    private static double Length(string path) => File.ReadAllText(path).Length;
}
