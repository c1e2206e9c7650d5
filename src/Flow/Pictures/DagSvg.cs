using System.Globalization;

namespace Steering.Flow;

/// <summary>A graph of stages as SVG: boxes coloured and worded by how they stand, arrows in the direction of the data.</summary>
public static class DagSvg
{
    private const double NameSize = 12;
    private const double NoteSize = 10.5;
    private const double Pad = 9;
    private const double OneLine = 24;
    private const double TwoLines = 38;
    private const double Head = 64;
    private const double ArrowLength = 7;
    private const double ArrowHalf = 3.2;
    private const double LegendStep = 118;
    private const double LeastWidth = 620;
    private const int ManyWays = 400;
    private const double Faint = 0.45;

    private const string Style = """
          .on { fill: #1f2328; } .box { stroke-width: 1.2; }
          .source { fill: #eaeef2; stroke: #8c959f; } .current { fill: #d3f2da; stroke: #2da44e; } .waiting { fill: #fff8c5; stroke: #bf8700; stroke-dasharray: 4 3; }
          .stale { fill: #ffe2b3; stroke: #bc4c00; } .failed { fill: #ffd0cc; stroke: #cf222e; stroke-width: 2; }
        """;

    public static string Draw(Outline outline, string title)
    {
        var layout = Layout.Of(outline, Size);
        var states = outline.Nodes.SelectMany(node => node.States).GroupBy(part => part.State).OrderBy(state => state.Key).Select(state => (State: state.Key, Count: state.Sum(part => part.Count))).ToArray();
        var page = new SvgPage(Math.Max(layout.Width, LeastWidth), layout.Height + Head, title, Style);
        page.Write(16, 26, title, "class=\"ink\" font-weight=\"600\"", 15);
        foreach (var (at, (state, count)) in states.Index())
        {
            page.Add($"<rect class=\"box {Word(state)}\" x=\"{16 + (at * LegendStep):0.#}\" y=\"39\" width=\"14\" height=\"14\" rx=\"3\"/>");
            page.Write(36 + (at * LegendStep), 50, $"{count} {Plural(state, count)}", "class=\"pale\"", 11.5);
        }
        page.Add($"<g transform=\"translate(0 {Head:0})\">");
        page.Add($"<g opacity=\"{(layout.Ways.Count > ManyWays ? Faint : 1):0.##}\">");
        foreach (var way in layout.Ways) Draw(page, way);
        page.Add($"</g>");
        foreach (var (node, box) in outline.Nodes.Zip(layout.Boxes)) Draw(page, node, box);
        page.Add($"</g>");
        return page.ToString();
    }

    internal static (double Width, double Height) Size(OutlineNode node) =>
        ((2 * Pad) + Math.Max(SvgPage.WidthOf(Title(node), NameSize), SvgPage.WidthOf(Note(node), NoteSize)), Note(node).Length > 0 ? TwoLines : OneLine);

    internal static string Word(NodeState state) => state.ToString().ToLowerInvariant();

    internal static string Title(OutlineNode node) => node.Count == 1 ? node.Name : $"{node.Name} ×{node.Count.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>"3 stale, 24 current" for many; the bad word alone for one.</summary>
    internal static string Note(OutlineNode node) => node.Count == 1
        ? node.Worst is NodeState.Stale or NodeState.Failed ? Word(node.Worst) : ""
        : node.Worst == NodeState.Source ? "" : string.Join(", ", node.States.Select(part => $"{part.Count} {Word(part.State)}"));

    private static string Plural(NodeState state, int count) => state == NodeState.Source && count != 1 ? "sources" : Word(state);

    private static void Draw(SvgPage page, Way way)
    {
        var points = way.Points;
        var path = FormattableString.Invariant($"M{points[0].X:0.#} {points[0].Y:0.#}");
        foreach (var (at, ((x, y), (toX, toY))) in points.Zip(points.Skip(1)).Index())
        {
            var end = way.IsEnd && at == points.Count - 2 ? toX - ArrowLength : toX;
            var middle = (x + end) / 2;
            path += Math.Abs(y - toY) < 0.05
                ? FormattableString.Invariant($"L{end:0.#} {toY:0.#}")
                : FormattableString.Invariant($"C{middle:0.#} {y:0.#} {middle:0.#} {toY:0.#} {end:0.#} {toY:0.#}");
        }
        page.Add($"<path class=\"way\" d=\"{path}\"/>");
        var (tipX, tipY) = points[^1];
        if (way.IsEnd) page.Add($"<path class=\"head\" d=\"M{tipX:0.#} {tipY:0.#}l-{ArrowLength:0.#} -{ArrowHalf:0.#}v{2 * ArrowHalf:0.#}z\"/>");
    }

    private static void Draw(SvgPage page, OutlineNode node, Box box)
    {
        page.Add($"<rect class=\"box {Word(node.Worst)}\" x=\"{box.Left:0.#}\" y=\"{box.Top:0.#}\" width=\"{box.Width:0.#}\" height=\"{box.Height:0.#}\" rx=\"5\"/>");
        page.Write(box.Left + Pad, box.Top + 16, Title(node), "class=\"on\"", NameSize);
        if (Note(node).Length > 0) page.Write(box.Left + Pad, box.Top + 30, Note(node), "class=\"on\" opacity=\"0.75\"", NoteSize);
    }
}
