using System.Globalization;
using System.Text;

namespace Steering.Reporting;

/// <summary>One cell of a heat map.</summary>
/// <param name="Shade">From 0, pale, to 1, dark; null leaves it empty.</param>
/// <param name="Text">Written in it; may be empty.</param>
/// <param name="Words">For those who point at it.</param>
public sealed record HeatCell(double? Shade, string Text, string Words);

/// <summary>One side of a heat map.</summary>
/// <param name="Name">What goes along it.</param>
/// <param name="Borders">Of its cells, one more than there are, ascending.</param>
/// <param name="Ticks">Places with a text beside them.</param>
public sealed record HeatAxis(string Name, IReadOnlyList<double> Borders, IReadOnlyList<(double At, string Text)> Ticks)
{
    /// <summary>Cells of equal width with a label each.</summary>
    public static HeatAxis OfLabels(string name, IReadOnlyList<string> labels) =>
        new(name, [.. Enumerable.Range(0, labels.Count + 1).Select(border => (double)border)], [.. labels.Select((label, at) => (at + 0.5, label))]);

    /// <summary>Cells around places: borders lie half-way between them, the first and last at the places themselves.</summary>
    public static HeatAxis OfPlaces(string name, IReadOnlyList<double> places) => new(
        name, [places[0], .. places.Zip(places.Skip(1), (left, right) => (left + right) / 2), places[^1]],
        [.. ((double[])[places[0], 0, places[^1]]).Select(at => (at, at.ToString("0.##", CultureInfo.InvariantCulture)))]);

    internal double Part(double at) => (at - Borders[0]) / (Borders[^1] - Borders[0]);
}

/// <summary>A straight piece of a line over a heat map, in its axes' units.</summary>
public readonly record struct HeatLine(double FromX, double FromY, double ToX, double ToY);

/// <summary>Numbers over two axes as cells from pale to dark, the first row at the top. The shades are the same on light and dark ground, and text on them has a colour of its own.</summary>
public static class HeatMap
{
    private const double Left = 62;
    private const double Right = 14;
    private const double Top = 34;
    private const double Bottom = 44;
    private const double DarkFrom = 0.71;   // shades on which white is read better than black: both have a contrast above 4.4 there

    /// <summary>Blues of one hue (Harrower and Brewer 2003), which colour-blind readers and grey printers keep in order.</summary>
    private static readonly (int Red, int Green, int Blue)[] s_shades = [(239, 243, 255), (107, 174, 214), (8, 48, 107)];

    /// <param name="name">Stands above the map.</param>
    /// <param name="cells">Row by row.</param>
    /// <param name="lines">Drawn over the cells.</param>
    public static Panel Draw(string name, HeatAxis across, HeatAxis down, IReadOnlyList<IReadOnlyList<HeatCell>> cells, double side = 240, IReadOnlyList<HeatLine>? lines = null)
    {
        if (cells.Count != down.Borders.Count - 1 || cells.Any(row => row.Count != across.Borders.Count - 1))
            throw new ArgumentException($"{name}: {down.Borders.Count - 1} rows of {across.Borders.Count - 1} cells are meant, there are {cells.Count} rows of {string.Join(", ", cells.Select(row => row.Count).Distinct())}.", nameof(cells));
        double X(double at) => Left + (across.Part(at) * side);
        double Y(double at) => Top + (down.Part(at) * side);
        var svg = new StringBuilder(SvgStyle.Text(Left, 20, name, "ink", 13, isBold: true));
        for (var row = 0; row < cells.Count; row++)
        {
            for (var column = 0; column < cells[row].Count; column++)
                svg.Append(Cell(cells[row][column], X(across.Borders[column]), Y(down.Borders[row]), X(across.Borders[column + 1]), Y(down.Borders[row + 1])));
        }
        if (lines is { Count: > 0 })
        {
            var path = string.Concat(lines.Select(line => $"M{SvgStyle.Px(X(line.FromX))} {SvgStyle.Px(Y(line.FromY))}L{SvgStyle.Px(X(line.ToX))} {SvgStyle.Px(Y(line.ToY))}"));
            svg.Append(CultureInfo.InvariantCulture, $"<g class=\"steered\"><path class=\"line\" d=\"{path}\"/></g>\n");
        }
        foreach (var (at, text) in across.Ticks) svg.Append(SvgStyle.Text(X(at), Top + side + 16, text, anchor: "middle"));
        foreach (var (at, text) in down.Ticks) svg.Append(SvgStyle.Text(Left - 6, Y(at) + 4, text, anchor: "end"));
        svg.Append(SvgStyle.Text(Left + (side / 2), Top + side + 34, across.Name, anchor: "middle"));
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"pale\" font-size=\"11\" text-anchor=\"middle\" transform=\"translate(16 {SvgStyle.Px(Top + (side / 2))}) rotate(-90)\">{SvgStyle.Escape(down.Name)}</text>\n");
        return new Panel(Left + side + Right, Top + side + Bottom, svg.ToString());
    }

    private static string Cell(HeatCell cell, double left, double top, double right, double bottom)
    {
        var box = $"shape-rendering=\"crispEdges\" x=\"{SvgStyle.Px(left)}\" y=\"{SvgStyle.Px(top)}\" width=\"{SvgStyle.Px(right - left)}\" height=\"{SvgStyle.Px(bottom - top)}\"";
        if (cell.Shade is not { } shade) return $"<g><title>{SvgStyle.Escape(cell.Words)}</title><rect class=\"rest\" {box}/></g>\n";
        var text = cell.Text.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"<text x=\"{SvgStyle.Px((left + right) / 2)}\" y=\"{SvgStyle.Px(((top + bottom) / 2) + 4)}\" font-size=\"12\" text-anchor=\"middle\" fill=\"{(shade >= DarkFrom ? "#ffffff" : "#000000")}\">{SvgStyle.Escape(cell.Text)}</text>");
        return $"<g><title>{SvgStyle.Escape(cell.Words)}</title><rect fill=\"{Colour(shade)}\" {box}/>{text}</g>\n";
    }

    private static string Colour(double shade)
    {
        var at = Math.Clamp(shade, 0, 1) * (s_shades.Length - 1);
        var (pale, dark) = (s_shades[(int)Math.Floor(at)], s_shades[(int)Math.Ceiling(at)]);
        var part = at - Math.Floor(at);
        int Mix(int from, int to) => (int)Math.Round(from + (part * (to - from)));
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(pale.Red, dark.Red):x2}{Mix(pale.Green, dark.Green):x2}{Mix(pale.Blue, dark.Blue):x2}");
    }
}
