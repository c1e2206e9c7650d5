using Steering.Flow;

namespace Steering.Stages;

/// <summary>Wires the attention figures: models of every row and seed, their answers, and what these attend to. Pure: nothing runs.</summary>
public sealed class FigureBuilder(Zoo zoo)
{
    private readonly Runs _runs = new(zoo);

    /// <summary>Attention by layer, and its mean against parameters.</summary>
    /// <param name="shown">Methods whose layers are drawn, beside the untuned model and the controls.</param>
    public PlotShares Shares(string name, string title, IReadOnlyList<string> shown)
    {
        var rows = Rows();
        string[] drawn = [.. rows.Where(row => shown.Contains(row.Row.Name) || row.Row.Kind == "control").Select(row => row.Row.Name)];
        return new PlotShares(new PlotSharesParams(Place(name), Title(title), zoo.Label, drawn, [.. rows.Select(row => row.Row)]), rows);
    }

    /// <summary>LMAR by layer.</summary>
    public PlotRatios Ratios(string name, string title)
    {
        var rows = Rows();
        return new PlotRatios(new PlotRatiosParams(Place(name), Title(title), zoo.Label, [.. rows.Select(row => row.Row)]), rows);
    }

    /// <summary>Attention over pictures, of the first seed.</summary>
    public PlotPictures Pictures(string name, string title, int pictures, params IReadOnlyList<string> methods)
    {
        var rows = methods.Select(method => zoo.Rows.FirstOrDefault(row => row.Name == method)
            ?? throw new FlowException($"{title}: zoo '{zoo.Name}' has no row '{method}'; there are {string.Join(", ", zoo.Rows.Select(row => row.Name))}."));
        return new PlotPictures(
            new PlotPicturesParams(Place(name), Title(title), zoo.Label, zoo.Attention.Format, pictures, methods), zoo.Attention.Column.Items.Raw,
            [.. rows.Select(row => _runs.Attended(_runs.Tuned(row, zoo.Seeds[0])).Pictures)]);
    }

    /// <summary>Every method of the zoo, its controls, and the untuned model.</summary>
    public IReadOnlyList<RowMaps> Rows() =>
    [
        .. zoo.Rows.Select(row => new RowMaps(
            new FigureRow(row.Name, row.IsControl ? "control" : "paper", zoo.Seeds.Count, HasCount: true), _runs.Counted(row.Method), Maps(seed => _runs.Tuned(row, seed)))),
        new RowMaps(new FigureRow("Aligned, untuned", "control", zoo.Seeds.Count, HasCount: false), null, Maps(_runs.Untuned)),
    ];

    private IReadOnlyList<Artifact<Maps>> Maps(Func<int, TunedModel> modelOf) => [.. zoo.Seeds.Select(seed => _runs.Attended(modelOf(seed)).Numbers)];

    private string Place(string name) => $"results/{zoo.Name}/figures/{name}";

    private string Title(string title) => $"{title} ({zoo.Name} zoo)";
}
