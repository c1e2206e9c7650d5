using System.Globalization;
using System.Text;

namespace Steering.Reporting;

/// <summary>A part of a figure: SVG that fills a box from its own left top corner.</summary>
public sealed record Panel(double Width, double Height, string Svg);

/// <summary>
/// Puts panels together to one hand-written SVG: text stays text, title and description are there for screen readers, and colours fit light
/// and dark ground. Equal panels give equal bytes.
/// </summary>
public static class SvgFigure
{
    private const double Head = 44;
    private const double NoteHeight = 17;
    private const double Margin = 14;

    /// <param name="title">Above all panels, and the picture's name.</param>
    /// <param name="description">What is to be seen, for those who cannot: one or two sentences, with the main numbers.</param>
    /// <param name="rows">Panels side by side, row below row.</param>
    /// <param name="notes">Lines below them.</param>
    public static string Of(string title, string description, IReadOnlyList<IReadOnlyList<Panel>> rows, IReadOnlyList<string> notes)
    {
        if (rows.Count == 0 || rows.Any(row => row.Count == 0)) throw new ArgumentException("A figure needs at least one panel in every row.", nameof(rows));
        var lines = notes.SelectMany(note => Wrapped(note, rows.Max(row => row.Sum(panel => panel.Width)) - (2 * Margin))).ToList();
        var width = Math.Ceiling(rows.Max(row => row.Sum(panel => panel.Width)));
        var height = Math.Ceiling(Head + rows.Sum(row => row.Max(panel => panel.Height)) + (lines.Count == 0 ? 0 : (lines.Count * NoteHeight) + Margin));
        var name = string.Concat(title.Where(char.IsAsciiLetterOrDigit));   // several figures may stand on one page
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{name}-title {name}-about\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"{name}-title\">{SvgStyle.Escape(title)}</title>\n<desc id=\"{name}-about\">{SvgStyle.Escape(description)}</desc>\n");
        svg.Append(SvgStyle.Sheet);
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n");
        svg.Append(SvgStyle.Text(Margin, 28, title, "ink", 16, isBold: true));
        var y = Head;
        foreach (var row in rows)
        {
            var x = 0.0;
            foreach (var panel in row)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({SvgStyle.Px(x)} {SvgStyle.Px(y)})\">\n{panel.Svg}</g>\n");
                x += panel.Width;
            }
            y += row.Max(panel => panel.Height);
        }
        foreach (var line in lines) svg.Append(SvgStyle.Text(Margin, y += NoteHeight, line));
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Panels of one column, as one panel.</summary>
    public static Panel Stacked(params IReadOnlyList<Panel> panels) => Placed(panels, isColumn: true);

    /// <summary>Panels of one row, as one panel.</summary>
    public static Panel Beside(params IReadOnlyList<Panel> panels) => Placed(panels, isColumn: false);

    private static Panel Placed(IReadOnlyList<Panel> panels, bool isColumn)
    {
        var (svg, at) = (new StringBuilder(), 0.0);
        foreach (var panel in panels)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({(isColumn ? "0" : SvgStyle.Px(at))} {(isColumn ? SvgStyle.Px(at) : "0")})\">\n{panel.Svg}</g>\n");
            at += isColumn ? panel.Height : panel.Width;
        }
        return isColumn ? new Panel(panels.Max(panel => panel.Width), at, svg.ToString()) : new Panel(at, panels.Max(panel => panel.Height), svg.ToString());
    }

    private static IEnumerable<string> Wrapped(string note, double width)
    {
        var line = new StringBuilder();
        foreach (var word in note.Split(' '))
        {
            if (line.Length > 0 && (line.Length + 1 + word.Length) * 5.6 > width)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        yield return line.ToString();
    }
}
