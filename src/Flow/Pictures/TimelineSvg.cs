using System.Globalization;

namespace Steering.Flow;

/// <summary>A run as a Gantt chart: a lane for each line of work, a bar for each stage, coloured by kind.</summary>
public static class TimelineSvg
{
    private const double Width = 1200;
    private const double Left = 62;
    private const double Right = 20;
    private const double Top = 62;
    private const double LaneHeight = 30;
    private const double BarHeight = 22;
    private const double LeastBar = 0.8;
    private const double NameSize = 11;
    private const double LegendRow = 20;
    private const double TickRoom = 64;
    private const double Minute = 60;
    private const double Hour = 3600;

    private static readonly string[] Colours =
    [
        "#9ecae9", "#ffbf79", "#88d27a", "#d6a5c9", "#f2cf5b", "#83bcb6", "#ff9d98", "#b3c7f7", "#d8b5a5", "#c7e59b", "#e0b0ff", "#fcbfd2", "#a8ddd5", "#e3c9a8", "#cfd8dc", "#f7a072",
    ];

    private static readonly double[] Steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

    private const string Style = """
          .bar { stroke: #ffffff; stroke-width: 0.6; } .on { fill: #1f2328; } .broken { stroke: #cf222e; stroke-width: 2; } .cut { stroke: #cf222e; stroke-width: 1.2; stroke-dasharray: 4 2; } .tick { stroke-width: 1; }
        """;

    public static string Draw(Timeline timeline)
    {
        var kinds = timeline.Turns.GroupBy(turn => turn.Kind, StringComparer.Ordinal).Select((kind, at) => (kind.Key, Colour: Colours[at % Colours.Length], Count: kind.Count(), Seconds: kind.Sum(turn => turn.End - turn.Start))).ToArray();
        var colourOf = kinds.ToDictionary(kind => kind.Key, kind => kind.Colour, StringComparer.Ordinal);
        var lanes = timeline.Turns.Select(turn => turn.Lane + 1).DefaultIfEmpty(1).Max();
        var bottom = Top + (lanes * LaneHeight);
        var entries = Legend(kinds);
        var title = $"Last run: {timeline.Turns.Count} stage{(timeline.Turns.Count == 1 ? "" : "s")} in {Moment(timeline.Seconds)}{(timeline.IsEnded ? "" : ", not ended")}";
        var page = new SvgPage(Width, bottom + 46 + (LegendRow * (1 + entries.Max(entry => entry.Row))), title, Style);
        page.Write(16, 26, title, "class=\"ink\" font-weight=\"600\"", 15);
        page.Write(16, 45, $"{timeline.Begun.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)}   {timeline.CommandLine.Trim()}", "class=\"pale\"", 11.5);
        var scale = (Width - Left - Right) / Math.Max(timeline.Seconds, 1e-3);
        DrawAxis(page, timeline.Seconds, scale, bottom);
        for (var lane = 0; lane < lanes; lane++) page.Write(16, Top + (lane * LaneHeight) + 19, $"lane {lane + 1}", "class=\"pale\"", NameSize);
        foreach (var turn in timeline.Turns) DrawBar(page, turn, scale, colourOf[turn.Kind]);
        foreach (var (text, colour, x, row) in entries)
        {
            var y = bottom + 34 + (row * LegendRow);
            page.Add($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"12\" height=\"12\" rx=\"2\" fill=\"{colour}\"/>");
            page.Write(x + 18, y + 10, text, "class=\"ink\"", NameSize);
        }
        return page.ToString();
    }

    private static void DrawBar(SvgPage page, TimelineTurn turn, double scale, string colour)
    {
        var (x, y, width) = (Left + (turn.Start * scale), Top + (turn.Lane * LaneHeight) + ((LaneHeight - BarHeight) / 2), Math.Max((turn.End - turn.Start) * scale, LeastBar));
        var look = turn.How switch { TurnEnd.Failed => "bar broken", TurnEnd.Stopped => "bar cut", _ => "bar" };
        var words = turn.How switch { TurnEnd.Failed => ", failed", TurnEnd.Stopped => ", stopped with the run", _ => "" };
        page.Add($"<rect class=\"{look}\" x=\"{x:0.##}\" y=\"{y:0.#}\" width=\"{width:0.##}\" height=\"{BarHeight:0}\" rx=\"2\" fill=\"{colour}\"><title>{SvgPage.Escape($"{turn.Label}: {Moment(turn.End - turn.Start)} from {Moment(turn.Start)}{words}")}</title></rect>");
        if (SvgPage.WidthOf(turn.Label, NameSize) + 10 <= width) page.Write(x + 5, y + 15, turn.Label, "class=\"on\" pointer-events=\"none\"", NameSize);
    }

    private static void DrawAxis(SvgPage page, double seconds, double scale, double bottom)
    {
        var step = Steps.FirstOrDefault(step => step * scale >= TickRoom, Steps[^1]);
        for (var at = 0; at * step <= seconds; at++)
        {
            var x = Left + (at * step * scale);
            page.Add($"<line class=\"rule tick\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Top:0}\" y2=\"{bottom + 4:0}\"/>");
            page.Write(x, bottom + 17, Tick(at * step, step), "class=\"pale\" text-anchor=\"middle\"", 10.5);
        }
    }

    private static List<(string Text, string Colour, double X, int Row)> Legend((string Kind, string Colour, int Count, double Seconds)[] kinds)
    {
        var (entries, x, row) = (new List<(string, string, double, int)> { ("", "none", Left, 0) }, Left, 0);
        foreach (var kind in kinds)
        {
            var text = $"{kind.Kind} ×{kind.Count}, {Moment(kind.Seconds)}";
            var width = SvgPage.WidthOf(text, NameSize) + 34;
            if (x + width > Width - Right) (x, row) = (Left, row + 1);
            entries.Add((text, kind.Colour, x, row));
            x += width;
        }
        return entries;
    }

    private static string Tick(double seconds, double step) => step switch
    {
        < 1 => seconds.ToString("0.0 s", CultureInfo.InvariantCulture),
        < Minute when seconds < Minute => seconds.ToString("0 s", CultureInfo.InvariantCulture),
        < Hour => $"{(int)(seconds / Minute)}:{(int)(seconds % Minute):00}",
        _ => $"{(int)(seconds / Hour)} h",
    };

    private static string Moment(double seconds) => seconds switch
    {
        < 99.5 => seconds.ToString(seconds < 9.95 ? "0.0 s" : "0 s", CultureInfo.InvariantCulture),
        < Hour => $"{(int)Math.Round(seconds) / 60} min {(int)Math.Round(seconds) % 60:00} s",
        _ => $"{(int)Math.Round(seconds / 60) / 60} h {(int)Math.Round(seconds / 60) % 60:00} min",
    };
}
