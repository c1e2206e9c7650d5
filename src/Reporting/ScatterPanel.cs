using System.Globalization;
using System.Text;

namespace Steering.Reporting;

/// <summary>How a dot of a scatter is drawn.</summary>
public enum DotKind
{
    Plain,

    /// <summary>The method the figure is about.</summary>
    Highlighted,

    /// <summary>What the paper does not have: a hollow dot.</summary>
    Control,
}

/// <summary>One method in a scatter: trained parameters, its number with interval, and how it is drawn.</summary>
public sealed record ScatterDot(string Name, double Count, Cell Score, DotKind Kind)
{
    internal double Low => Score.Low ?? Score.Value!.Value;

    internal double High => Score.High ?? Score.Value!.Value;
}

/// <summary>Trained parameters (logarithmic) against a number: a dot with its interval for each method. Methods that train nothing stand side by side in a strip of their own at the left.</summary>
public static class ScatterPanel
{
    private const double Left = 50;
    private const double Right = 74;
    private const double Top = 34;
    private const double Bottom = 42;
    private const double ZeroStep = 18;
    private const double NameHeight = 12;

    /// <param name="name">Stands above the plot.</param>
    /// <param name="across">What the counts are.</param>
    /// <param name="measure">How values are printed.</param>
    public static Panel Draw(string name, string across, IReadOnlyList<ScatterDot> dots, double width = 460, double height = 270, Measure measure = Measure.Score)
    {
        var svg = new StringBuilder(SvgStyle.Text(Left, 20, name, "ink", 13, isBold: true));
        if (dots.Count == 0) return new Panel(width, height, svg.Append(SvgStyle.Text(Left, 60, "no values", size: 12)).ToString());
        var counts = dots.Where(dot => dot.Count > 0).Select(dot => dot.Count).DefaultIfEmpty(1).ToList();
        var zeros = dots.Where(dot => dot.Count == 0).ToList();
        var powers = Axis.Powers(counts.Min(), counts.Max());
        var up = Axis.Linear(dots.Min(dot => dot.Low), dots.Max(dot => dot.High));
        var floor = height - Bottom;

        // Methods that train nothing have no logarithm; they get a strip of their own.
        var start = Left + 14 + (zeros.Count == 0 ? 0 : 30 + (zeros.Count * ZeroStep));
        double X(ScatterDot dot) => dot.Count == 0 ? Left + 14 + (zeros.IndexOf(dot) * ZeroStep) : start + (powers.At(Math.Log10(dot.Count)) * (width - Right - start));
        double Y(double value) => floor - (up.At(value) * (floor - Top));

        foreach (var tick in up.Ticks)
        {
            svg.Append(SvgStyle.Line("rule", Left, Y(tick), width - Right, Y(tick)));
            svg.Append(SvgStyle.Text(Left - 6, Y(tick) + 4, tick.ToString("0.##", CultureInfo.InvariantCulture), anchor: "end"));
        }
        svg.Append(SvgStyle.Line("frame", Left, floor, width - Right, floor));
        if (zeros.Count > 0) DrawTick(svg, Left + 14 + ((zeros.Count - 1) * ZeroStep / 2), floor, "0");
        foreach (var tick in powers.Ticks) DrawTick(svg, start + (powers.At(tick) * (width - Right - start)), floor, PowerName(tick));
        svg.Append(SvgStyle.Text((Left + width - Right) / 2, height - 8, across, anchor: "middle"));

        var names = PlaceNames([.. dots.Select(dot => (dot.Name, X(dot), Y(dot.Score.Value!.Value), Y(dot.High), Y(dot.Low)))], width, height);
        for (var i = 0; i < dots.Count; i++) DrawDot(svg, dots[i], X(dots[i]), Y, names[i], measure);
        return new Panel(width, height, svg.ToString());
    }

    private static void DrawTick(StringBuilder svg, double x, double floor, string text) =>
        svg.Append(SvgStyle.Line("frame", x, floor, x, floor + 4)).Append(SvgStyle.Text(x, floor + 16, text, anchor: "middle"));

    private static void DrawDot(StringBuilder svg, ScatterDot dot, double x, Func<double, double> y, (double X, double Y) name, Measure measure)
    {
        var kind = dot.Kind switch { DotKind.Highlighted => "mark", DotKind.Control => "control", _ => "dot" };
        var centre = y(dot.Score.Value!.Value);
        svg.Append(CultureInfo.InvariantCulture, $"<g><title>{SvgStyle.Escape(dot.Name)}: {SvgStyle.Escape(MarkdownTable.Text(dot.Score, measure))}; {Printed.Text(dot.Count, Measure.Count)}</title>");
        if (dot.High > dot.Low) svg.Append(SvgStyle.Line(kind, x, y(dot.High), x, y(dot.Low), " stroke-width=\"1.5\"").TrimEnd());
        var width = dot.Name.Length * SvgStyle.LetterWidth;
        if (Math.Abs(name.Y - 4 - centre) > 1.2 * NameHeight || name.X > x + 12 || name.X + width < x - 12)
        {
            // A name that had to move away keeps a line to its dot.
            var end = Math.Clamp(x, name.X, name.X + width);
            svg.Append(SvgStyle.Line("lead", x, centre, end, name.Y - 4 > centre + 6 ? name.Y - 9 : name.Y - 4 < centre - 6 ? name.Y + 2 : name.Y - 4).TrimEnd());
        }
        svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{kind}\"{(dot.Kind == DotKind.Control ? " stroke-width=\"1.5\"" : "")} cx=\"{SvgStyle.Px(x)}\" cy=\"{SvgStyle.Px(centre)}\" r=\"4\"/>");
        svg.Append(SvgStyle.Text(name.X, name.Y, dot.Name, "ink").TrimEnd()).Append("</g>\n");
    }

    /// <summary>
    /// Finds for each name the nearest place that covers no dot, no interval and no other name; failing that, one that covers no name and no
    /// dot. The most crowded dots choose first.
    /// </summary>
    private static (double X, double Y)[] PlaceNames(List<(string Name, double X, double Y, double Top, double Bottom)> dots, double width, double height)
    {
        var places = new (double X, double Y)[dots.Count];
        List<Box> circles = [.. dots.Select(dot => new Box(dot.X - 6, dot.X + 6, dot.Y - 6, dot.Y + 6))];
        List<Box> intervals = [.. dots.Select(dot => new Box(dot.X - 2, dot.X + 2, dot.Top, dot.Bottom))];
        var names = new List<Box>();
        foreach (var i in Enumerable.Range(0, dots.Count).OrderByDescending(i => dots.Count(other => Math.Abs(other.X - dots[i].X) < 90 && Math.Abs(other.Y - dots[i].Y) < 30)))
        {
            var (x, y) = (dots[i].X, dots[i].Y);
            var length = dots[i].Name.Length * SvgStyle.LetterWidth;
            bool IsFree((double X, double Y) place, params IEnumerable<Box> taken)
            {
                var box = new Box(place.X, place.X + length, place.Y - 9, place.Y + 3);
                return !circles.Where((_, other) => other != i).Any(circle => Crosses(circle, x, y, place, length)) && place.X >= Left && place.X + length <= width && place.Y >= Top && place.Y <= height - Bottom - 3 && !taken.Any(box.Covers);
            }
            var candidates = Enumerable.Range(0, 40).SelectMany(step => (double[])[step * 6.0, step * -6.0]).SelectMany(shift => (IEnumerable<(double X, double Y)>)
                [(x + 8, y + 4 + shift), (x - 8 - length, y + 4 + shift), (x - (length / 2), y + 4 + shift), (x - 5, y + 4 + shift), (x + 30, y + 4 + shift)]).ToList();
            places[i] = candidates.Where(place => IsFree(place, circles.Concat(names).Concat(intervals)))
                .Concat(candidates.Where(place => IsFree(place, circles.Concat(names))))
                .DefaultIfEmpty((x + 8, y + 4)).First();
            names.Add(new Box(places[i].X, places[i].X + length, places[i].Y - 9, places[i].Y + 3));
        }
        return places;
    }

    /// <summary>Whether the line from a dot to its name would run through another dot.</summary>
    private static bool Crosses(Box circle, double x, double y, (double X, double Y) name, double length)
    {
        var (endX, endY) = (Math.Clamp(x, name.X, name.X + length), name.Y - 4);
        return Enumerable.Range(1, 8).Any(step => circle.Holds(x + ((endX - x) * step / 8), y + ((endY - y) * step / 8)));
    }

    private static string PowerName(double exponent) => exponent switch
    {
        >= 9 => Math.Pow(10, exponent - 9).ToString("0", CultureInfo.InvariantCulture) + "B",
        >= 6 => Math.Pow(10, exponent - 6).ToString("0", CultureInfo.InvariantCulture) + "M",
        >= 3 => Math.Pow(10, exponent - 3).ToString("0", CultureInfo.InvariantCulture) + "k",
        _ => Math.Pow(10, exponent).ToString("0", CultureInfo.InvariantCulture),
    };

    private readonly record struct Box(double From, double To, double Top, double Bottom)
    {
        public bool Holds(double x, double y) => From < x && x < To && Top < y && y < Bottom;

        public bool Covers(Box other) => From < other.To && other.From < To && Top < other.Bottom && other.Top < Bottom;
    }
}
