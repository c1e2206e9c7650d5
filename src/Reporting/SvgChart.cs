namespace Steering.Reporting;

/// <summary>Trained parameters (logarithmic) against score, a panel for each benchmark and a dot with its interval for each method, as in the paper's Figure 4.</summary>
public static class SvgChart
{
    private const int PanelsInARow = 2;

    /// <summary>
    /// Draws a panel for each of <paramref name="scores"/> over the counts in <paramref name="parameters"/>. A row is named by its last
    /// label; names that begin with <paramref name="highlight"/> are drawn in the second colour, <paramref name="controls"/> hollow.
    /// </summary>
    public static string ParametersAgainstScores(
        Grid grid, string title, string parameters, IReadOnlyList<string> scores, string highlight = "MoReS", IReadOnlyCollection<string>? controls = null)
    {
        if (scores.Count == 0) throw new ArgumentException("A chart needs at least one column of scores.", nameof(scores));
        var panels = scores.Select(score => ScatterPanel.Draw(score, parameters, Dots(grid, parameters, score, highlight, controls ?? [])));
        var described = $"Scatter plots of {parameters} (logarithmic, across) against the score with its 95 % interval (up) of {grid.Rows.Count} methods: {string.Join(", ", scores)}.";
        return SvgFigure.Of(title, described, [.. panels.Chunk(PanelsInARow)], []);
    }

    private static List<ScatterDot> Dots(Grid grid, string parameters, string score, string highlight, IReadOnlyCollection<string> controls)
    {
        var (across, up) = (grid.IndexOf(parameters), grid.IndexOf(score));
        return
        [
            .. grid.Rows
                .Where(row => row.Cells[across].Value is >= 0 && row.Cells[up].Value is not null)
                .Select(row => new ScatterDot(row.Labels[^1], row.Cells[across].Value!.Value, row.Cells[up], Kind(row.Labels[^1], highlight, controls))),
        ];
    }

    private static DotKind Kind(string name, string highlight, IReadOnlyCollection<string> controls) =>
        controls.Contains(name) ? DotKind.Control : name.StartsWith(highlight, StringComparison.Ordinal) ? DotKind.Highlighted : DotKind.Plain;
}
