using System.Globalization;
using System.Text;

namespace Steering.Reporting;

/// <summary>What one method has in each layer, the first layer first; a layer without a value is a gap.</summary>
public sealed record LayerSeries(string Name, DotKind Kind, IReadOnlyList<Cell> ByLayer);

/// <summary>A ratio by layer on a logarithmic axis: a line for each method, with its interval as a band. Lines differ in colour, dashes and marks.</summary>
public static class LayerLines
{
    private const double Left = 56;
    private const double Right = 16;
    private const double Top = 34;
    private const double Bottom = 44;

    private static readonly string[] Dashes = ["", "7 3", "2 3", "9 3 2 3"];

    /// <param name="name">Stands above the plot.</param>
    /// <param name="unit">What goes up.</param>
    /// <param name="level">A value with a line of its own, such as balance; drawn where it lies within the plot.</param>
    public static Panel Draw(string name, string unit, IReadOnlyList<LayerSeries> series, double width = 460, double height = 320, double? level = null)
    {
        var svg = new StringBuilder(SvgStyle.Text(Left, 20, name, "ink", 13, isBold: true));
        var cells = series.SelectMany(one => one.ByLayer).Where(cell => cell.Value is not null).ToList();
        if (cells.Count == 0) return new Panel(width, height, svg.Append(SvgStyle.Text(Left, 60, "no values", size: 12)).ToString());
        if (cells.Exists(cell => cell.Value <= 0)) throw new ArgumentException($"{name}: a ratio of {cells.Min(cell => cell.Value)} has no place on a logarithmic axis.", nameof(series));
        var least = cells.Min(cell => cell.Value!.Value);
        var up = Axis.Powers(Math.Max(least / 10, cells.Min(cell => cell.Low is > 0 and var low ? low : cell.Value!.Value)), cells.Max(cell => cell.High ?? cell.Value!.Value));
        var layers = series.Max(one => one.ByLayer.Count);
        var floor = height - Bottom;
        double X(int layer) => Left + 12 + (layers == 1 ? 0 : layer * (width - Right - Left - 24) / (layers - 1));
        double Y(double value) => floor - (Math.Clamp(value <= 0 ? 0 : up.At(Math.Log10(value)), 0, 1) * (floor - Top));   // an interval may reach below what is drawn

        foreach (var tick in up.Ticks)
        {
            var y = Y(Math.Pow(10, tick));
            svg.Append(SvgStyle.Line("rule", Left, y, width - Right, y));
            svg.Append(SvgStyle.Text(Left - 6, y + 4, Math.Pow(10, tick).ToString("#,0.######", CultureInfo.InvariantCulture), anchor: "end"));
        }
        svg.Append(SvgStyle.Line("frame", Left, floor, width - Right, floor));
        for (var layer = 0; layer < layers; layer += layers > 16 ? 4 : 1) svg.Append(SvgStyle.Text(X(layer), floor + 16, $"{layer + 1}", anchor: "middle"));
        svg.Append(SvgStyle.Text((Left + width - Right) / 2, height - 8, "layer", anchor: "middle"));
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"pale\" font-size=\"11\" text-anchor=\"middle\" transform=\"translate(14 {SvgStyle.Px((floor + Top) / 2)}) rotate(-90)\">{SvgStyle.Escape(unit)}</text>\n");
        if (level is > 0 and var at && Math.Log10(at) >= up.From && Math.Log10(at) <= up.To) svg.Append(SvgStyle.Line("frame", Left, Y(at), width - Right, Y(at), " stroke-dasharray=\"1 3\""));
        var looks = Looks(series);
        for (var i = 0; i < series.Count; i++) DrawBand(svg, series[i], looks[i], X, Y);
        for (var i = 0; i < series.Count; i++) DrawLine(svg, series[i], looks[i], X, Y);
        return new Panel(width, height, svg.ToString());
    }

    /// <summary>The names beside their lines' looks, one below the other.</summary>
    public static Panel Legend(IReadOnlyList<LayerSeries> series, double width = 190)
    {
        var svg = new StringBuilder();
        var looks = Looks(series);
        for (var i = 0; i < series.Count; i++)
        {
            var y = Top + 8 + (i * 20);
            svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{looks[i].Colour}\">{SvgStyle.Line("line", 8, y, 44, y, Dashed(looks[i])).TrimEnd()}{Mark(looks[i], 26, y)}</g>\n");
            svg.Append(SvgStyle.Text(52, y + 4, series[i].Name, "ink"));
        }
        return new Panel(width, Top + 8 + (series.Count * 20), svg.ToString());
    }

    private static void DrawBand(StringBuilder svg, LayerSeries series, Look look, Func<int, double> x, Func<double, double> y)
    {
        foreach (var run in Runs(series))
        {
            var upper = run.Select(layer => Point(x(layer), y(series.ByLayer[layer].High ?? series.ByLayer[layer].Value!.Value)));
            var lower = Enumerable.Reverse(run).Select(layer => Point(x(layer), y(series.ByLayer[layer].Low ?? series.ByLayer[layer].Value!.Value)));
            svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{look.Colour}\"><polygon class=\"band\" points=\"{string.Join(' ', upper.Concat(lower))}\"/></g>\n");
        }
    }

    private static void DrawLine(StringBuilder svg, LayerSeries series, Look look, Func<int, double> x, Func<double, double> y)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"{look.Colour}\"><title>{SvgStyle.Escape(series.Name)}: {string.Join("; ", series.ByLayer.Select((cell, layer) => $"layer {layer + 1} {SvgStyle.Escape(MarkdownTable.Text(cell, Measure.Number))}"))}</title>");
        foreach (var run in Runs(series))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line\"{Dashed(look)} points=\"{string.Join(' ', run.Select(layer => Point(x(layer), y(series.ByLayer[layer].Value!.Value))))}\"/>");
            foreach (var layer in run) svg.Append(Mark(look, x(layer), y(series.ByLayer[layer].Value!.Value)));
        }
        svg.Append("</g>\n");
    }

    /// <summary>Stretches of layers that have values.</summary>
    private static IEnumerable<List<int>> Runs(LayerSeries series)
    {
        var run = new List<int>();
        for (var layer = 0; layer <= series.ByLayer.Count; layer++)
        {
            if (layer < series.ByLayer.Count && series.ByLayer[layer].Value is not null)
            {
                run.Add(layer);
                continue;
            }
            if (run.Count > 0) yield return run;
            run = [];
        }
    }

    /// <summary>The figure's method has its colour, controls are grey; within a colour dashes and marks tell lines apart.</summary>
    private static List<Look> Looks(IReadOnlyList<LayerSeries> series)
    {
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        var plain = 0;
        return
        [
            .. series.Select(one =>
            {
                var colour = one.Kind switch { DotKind.Highlighted => "steered", DotKind.Control => "beside", _ => $"s{plain++ % SvgStyle.Colours}" };
                var before = used.GetValueOrDefault(colour);
                used[colour] = before + 1;
                return new Look(colour, before);
            }),
        ];
    }

    private static string Dashed(Look look) => Dashes[look.Variant % Dashes.Length] is { Length: > 0 } dashes ? $" stroke-dasharray=\"{dashes}\"" : "";

    private static string Mark(Look look, double x, double y) => (look.Variant % 3) switch
    {
        0 => $"<circle class=\"point\" cx=\"{SvgStyle.Px(x)}\" cy=\"{SvgStyle.Px(y)}\" r=\"2.8\"/>",
        1 => $"<rect class=\"point\" x=\"{SvgStyle.Px(x - 2.8)}\" y=\"{SvgStyle.Px(y - 2.8)}\" width=\"5.6\" height=\"5.6\"/>",
        _ => $"<path class=\"point\" d=\"M{SvgStyle.Px(x)} {SvgStyle.Px(y - 3.8)}L{SvgStyle.Px(x + 3.5)} {SvgStyle.Px(y + 2.6)}L{SvgStyle.Px(x - 3.5)} {SvgStyle.Px(y + 2.6)}Z\"/>",
    };

    private static string Point(double x, double y) => $"{SvgStyle.Px(x)},{SvgStyle.Px(y)}";

    private sealed record Look(string Colour, int Variant);
}
