using System.Globalization;
using System.Text;

namespace Steering.Reporting;

/// <summary>Shares of a whole by layer: a bar to 100 % for each layer, the share at its foot, its 95 % interval across the edge.</summary>
public static class ShareBars
{
    private const double Left = 46;
    private const double Right = 10;
    private const double Top = 34;
    private const double Bottom = 42;

    /// <param name="name">Stands above the bars.</param>
    /// <param name="part">What the share is; the rest is called "other".</param>
    /// <param name="byLayer">Shares from 0 to 100, the first layer first.</param>
    public static Panel Draw(string name, string part, IReadOnlyList<Cell> byLayer, double height = 250)
    {
        var width = Left + Right + Math.Clamp(byLayer.Count * 34, 150, 480);
        var floor = height - Bottom;
        var step = (width - Left - Right) / byLayer.Count;
        double Y(double share) => floor - (share / 100 * (floor - Top));
        var svg = new StringBuilder(SvgStyle.Text(Left, 20, name, "ink", 13, isBold: true));
        for (var tick = 0; tick <= 100; tick += 25)
        {
            svg.Append(SvgStyle.Line("rule", Left, Y(tick), width - Right, Y(tick)));
            svg.Append(SvgStyle.Text(Left - 6, Y(tick) + 4, $"{tick} %", anchor: "end"));
        }
        for (var layer = 0; layer < byLayer.Count; layer++)
        {
            var (cell, x, bar) = (byLayer[layer], Left + ((layer + 0.5) * step), step * 0.72);
            if (byLayer.Count <= 16 || layer % 4 == 0) svg.Append(SvgStyle.Text(x, floor + 16, $"{layer + 1}", anchor: "middle"));
            if (cell.Value is not { } share) continue;
            svg.Append(CultureInfo.InvariantCulture, $"<g><title>layer {layer + 1}: {SvgStyle.Escape(part)} {SvgStyle.Escape(MarkdownTable.Text(cell, Measure.Score))}</title>");
            svg.Append(Bar("rest", x, bar, Y(100), Y(share))).Append(Bar("visual", x, bar, Y(share), floor));
            if (cell is { Low: { } low, High: { } high }) svg.Append(SvgStyle.Line("whisker", x, Y(low), x, Y(high), " stroke-width=\"1.5\"").TrimEnd());
            svg.Append("</g>\n");
        }
        svg.Append(SvgStyle.Line("frame", Left, floor, width - Right, floor));
        svg.Append(SvgStyle.Text((Left + width - Right) / 2, height - 8, "layer", anchor: "middle"));
        return new Panel(width, height, svg.ToString());
    }

    /// <summary>What the two colours are.</summary>
    public static Panel Legend(string part, double width)
    {
        const string Swatch = "<rect class=\"{0}\" x=\"{1}\" y=\"6\" width=\"12\" height=\"12\"/>\n";
        var other = Left + 30 + (part.Length * SvgStyle.LetterWidth);
        return new Panel(width, 26, string.Format(CultureInfo.InvariantCulture, Swatch, "visual", SvgStyle.Px(Left)) + SvgStyle.Text(Left + 18, 16, part, "ink")
            + string.Format(CultureInfo.InvariantCulture, Swatch, "rest", SvgStyle.Px(other)) + SvgStyle.Text(other + 18, 16, "other (text)", "ink"));
    }

    private static string Bar(string kind, double x, double width, double top, double bottom) =>
        $"<rect class=\"{kind}\" x=\"{SvgStyle.Px(x - (width / 2))}\" y=\"{SvgStyle.Px(top)}\" width=\"{SvgStyle.Px(width)}\" height=\"{SvgStyle.Px(Math.Max(0, bottom - top))}\"/>";
}
