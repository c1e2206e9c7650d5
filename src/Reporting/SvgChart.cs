using System.Globalization;
using System.Security;
using System.Text;

namespace Steering.Reporting;

/// <summary>
/// Charts as hand-written SVG, readable on light and dark ground: trained parameters (logarithmic) against score, a panel for each
/// benchmark and a dot with its interval for each method, as in the paper's Figure 4. Equal tables give equal bytes.
/// </summary>
public static class SvgChart
{
    private const int PanelWidth = 460;
    private const int PanelHeight = 270;
    private const int Left = 46;
    private const int Right = 74;
    private const int Top = 34;
    private const int Bottom = 40;
    private const int Head = 44;
    private const int PanelsInARow = 2;
    private const double NameHeight = 12;
    private const double LetterWidth = 6.9;

    private const string Style = """
        <style>
          svg { color-scheme: light dark; font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
          .ground { fill: #ffffff; } .ink { fill: #1f2328; } .pale { fill: #59636e; }
          .frame { stroke: #59636e; } .rule { stroke: #d1d9e0; }
          .dot { fill: #0b6bcb; stroke: #0b6bcb; } .mark { fill: #cf222e; stroke: #cf222e; }
          @media (prefers-color-scheme: dark) {
            .ground { fill: #0d1117; } .ink { fill: #f0f6fc; } .pale { fill: #9198a1; }
            .frame { stroke: #9198a1; } .rule { stroke: #3d444d; }
            .dot { fill: #58a6ff; stroke: #58a6ff; } .mark { fill: #ff7b72; stroke: #ff7b72; }
          }
        </style>

        """;

    /// <summary>
    /// Draws a panel for each of <paramref name="scores"/> over the counts in <paramref name="parameters"/>. A row is named by its last
    /// label; names that begin with <paramref name="highlight"/> are drawn in the second colour. A count of 0 has a place of its own at the left.
    /// </summary>
    public static string ParametersAgainstScores(Grid grid, string title, string parameters, IReadOnlyList<string> scores, string highlight = "MoReS")
    {
        if (scores.Count == 0) throw new ArgumentException("A chart needs at least one column of scores.", nameof(scores));
        var columns = Math.Min(scores.Count, PanelsInARow);
        var width = columns * PanelWidth;
        var height = Head + ((scores.Count + columns - 1) / columns * PanelHeight);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>\n");
        svg.Append(Style);
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"ink\" x=\"14\" y=\"28\" font-size=\"16\" font-weight=\"600\">{Escape(title)}</text>\n");
        for (var panel = 0; panel < scores.Count; panel++)
        {
            var points = Points(grid, parameters, scores[panel], highlight);
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({panel % columns * PanelWidth} {Head + (panel / columns * PanelHeight)})\">\n");
            DrawPanel(svg, points, scores[panel], parameters);
            svg.Append("</g>\n");
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static List<Point> Points(Grid grid, string parameters, string score, string highlight)
    {
        var (across, up) = (grid.IndexOf(parameters), grid.IndexOf(score));
        return
        [
            .. grid.Rows
                .Where(row => row.Cells[across].Value is >= 0 && row.Cells[up].Value is not null)
                .Select(row => new Point(row.Labels[^1], row.Cells[across].Value!.Value, row.Cells[up], row.Labels[^1].StartsWith(highlight, StringComparison.Ordinal))),
        ];
    }

    private static void DrawPanel(StringBuilder svg, List<Point> points, string name, string parameters)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"ink\" x=\"{Left}\" y=\"20\" font-size=\"13\" font-weight=\"600\">{Escape(name)}</text>\n");
        if (points.Count == 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"pale\" x=\"{Left}\" y=\"60\" font-size=\"12\">no values</text>\n");
            return;
        }
        var counts = points.Where(point => point.Count > 0).Select(point => point.Count).DefaultIfEmpty(1).ToList();
        var hasZero = points.Exists(point => point.Count == 0);
        var across = Axis.Powers(counts.Min(), counts.Max());
        var up = Axis.Linear(points.Min(point => point.Low), points.Max(point => point.High));

        // Methods that train nothing have no logarithm; they get a strip of their own.
        var start = Left + (hasZero ? 56 : 14);
        double X(double count) => count == 0 ? Left + 14 : start + (across.At(Math.Log10(count)) * (PanelWidth - Right - start));
        double Y(double score) => PanelHeight - Bottom - (up.At(score) * (PanelHeight - Bottom - Top));

        foreach (var tick in up.Ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"rule\" x1=\"{Left}\" x2=\"{PanelWidth - Right}\" y1=\"{Y(tick):0.0}\" y2=\"{Y(tick):0.0}\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"pale\" x=\"{Left - 6}\" y=\"{Y(tick) + 4:0.0}\" font-size=\"11\" text-anchor=\"end\">{tick:0.#}</text>\n");
        }
        const int Floor = PanelHeight - Bottom;
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"frame\" x1=\"{Left}\" x2=\"{PanelWidth - Right}\" y1=\"{Floor}\" y2=\"{Floor}\"/>\n");
        if (hasZero) DrawTick(svg, X(0), "0");
        foreach (var tick in across.Ticks) DrawTick(svg, X(Math.Pow(10, tick)), PowerName(tick));
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"pale\" x=\"{(Left + PanelWidth - Right) / 2}\" y=\"{PanelHeight - 8}\" font-size=\"11\" text-anchor=\"middle\">{Escape(parameters)}</text>\n");

        var names = PlaceNames([.. points.Select(point => (point.Name, X(point.Count), Y(point.Score.Value!.Value), Y(point.High), Y(point.Low)))]);
        for (var i = 0; i < points.Count; i++) DrawPoint(svg, points[i], X(points[i].Count), Y, names[i]);
    }

    private static void DrawTick(StringBuilder svg, double x, string text)
    {
        const int Floor = PanelHeight - Bottom;
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"frame\" x1=\"{x:0.0}\" x2=\"{x:0.0}\" y1=\"{Floor}\" y2=\"{Floor + 4}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"pale\" x=\"{x:0.0}\" y=\"{Floor + 16}\" font-size=\"11\" text-anchor=\"middle\">{text}</text>\n");
    }

    private static void DrawPoint(StringBuilder svg, Point point, double x, Func<double, double> y, (double X, double Y) name)
    {
        var kind = point.IsHighlighted ? "mark" : "dot";
        var centre = y(point.Score.Value!.Value);
        svg.Append("<g>");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(point.Name)}: {Escape(MarkdownTable.Text(point.Score, Measure.Score))}; {Printed.Text(point.Count, Measure.Count)}</title>");
        if (point.High > point.Low)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"{kind}\" stroke-width=\"1.5\" x1=\"{x:0.0}\" x2=\"{x:0.0}\" y1=\"{y(point.High):0.0}\" y2=\"{y(point.Low):0.0}\"/>");
        }
        if (Math.Abs(name.Y - 4 - centre) > 1.5 * NameHeight)
        {
            // A name that had to move away keeps a line to its dot.
            var end = Math.Clamp(x, name.X, name.X + (point.Name.Length * LetterWidth));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"rule\" x1=\"{x:0.0}\" x2=\"{end:0.0}\" y1=\"{centre:0.0}\" y2=\"{(name.Y > centre ? name.Y - 9 : name.Y + 2):0.0}\"/>");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{kind}\" cx=\"{x:0.0}\" cy=\"{centre:0.0}\" r=\"4\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"ink\" x=\"{name.X:0.0}\" y=\"{name.Y:0.0}\" font-size=\"11\">{Escape(point.Name)}</text>");
        svg.Append("</g>\n");
    }

    /// <summary>Finds for each name the nearest place, right, left, above or below its dot, that covers no dot and no other name.</summary>
    private static List<(double X, double Y)> PlaceNames(List<(string Name, double X, double Y, double Top, double Bottom)> dots)
    {
        var places = new List<(double X, double Y)>();
        var taken = dots.Select(dot => (From: dot.X - 5, To: dot.X + 5, Top: dot.Y - 5, Bottom: dot.Y + 5))
            .Concat(dots.Select(dot => (From: dot.X - 2, To: dot.X + 2, dot.Top, dot.Bottom))).ToList();
        foreach (var (name, x, y, _, _) in dots)
        {
            var width = name.Length * LetterWidth;
            bool IsFree((double X, double Y) place) =>
                place.X >= Left && place.X + width <= PanelWidth && place.Y >= Top && place.Y <= PanelHeight - Bottom - 2
                && !taken.Exists(other => place.X < other.To && other.From < place.X + width && place.Y - 9 < other.Bottom && other.Top < place.Y + 3);
            var candidates = Enumerable.Range(0, 14).SelectMany(step => (double[])[step * 6.0, step * -6.0]).SelectMany(shift => (IEnumerable<(double X, double Y)>)
                [(x + 8, y + 4 + shift), (x - 8 - width, y + 4 + shift), (x - (width / 2), y + 4 + shift)]);
            (double X, double Y) place = candidates.Where(IsFree).DefaultIfEmpty((x + 8, y + 4)).First();
            places.Add(place);
            taken.Add((place.X, place.X + width, place.Y - 9, place.Y + 3));
        }
        return places;
    }

    private static string PowerName(double exponent) => exponent switch
    {
        >= 9 => Math.Pow(10, exponent - 9).ToString("0", CultureInfo.InvariantCulture) + "B",
        >= 6 => Math.Pow(10, exponent - 6).ToString("0", CultureInfo.InvariantCulture) + "M",
        >= 3 => Math.Pow(10, exponent - 3).ToString("0", CultureInfo.InvariantCulture) + "k",
        _ => Math.Pow(10, exponent).ToString("0", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text) => SecurityElement.Escape(text);

    private sealed record Point(string Name, double Count, Cell Score, bool IsHighlighted)
    {
        public double Low => Score.Low ?? Score.Value!.Value;

        public double High => Score.High ?? Score.Value!.Value;
    }
}
