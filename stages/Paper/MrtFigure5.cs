namespace Steering.Stages;

/// <summary>MRT's Figure 5: the loss around tuned models along random directions, of MRT beside two other methods.</summary>
public static class MrtFigure5
{
    public const string Title = "MRT's Figure 5: loss landscape along two random directions";

    private static readonly string[] s_rows = [MrtRows.Name, "LoRA", "FT"];

    public static PlotLandscapes Of(Zoo zoo)
    {
        var rows = Rows(zoo);
        return new PlotLandscapes(new PlotLandscapesParams($"results/{zoo.Name}/figures/mrt-figure5", $"{Title} ({zoo.Name} zoo)", zoo.Label, [.. rows.Select(row => row.Name)]), rows);
    }

    /// <summary>Those of the three rows that the zoo has, each by its first seed.</summary>
    public static IReadOnlyList<RowLandscape> Rows(Zoo zoo)
    {
        var runs = new Runs(zoo);
        return [.. s_rows.SelectMany(name => zoo.MrtRows.Where(row => row.Name == name)).Select(row => new RowLandscape(row.Name, runs.Surveyed(runs.Tuned(row, zoo.Seeds[0]))))];
    }
}
