using System.Globalization;
using System.Security;

namespace Steering.Reporting;

/// <summary>
/// What all drawings share: colours for light and dark ground, told apart by colour-blind readers too (Okabe and Ito 2008, without the yellow,
/// which white ground swallows), and numbers and text as SVG wants them.
/// </summary>
internal static class SvgStyle
{
    /// <summary>Width of a letter of 11 pixels' height, on the wide side.</summary>
    public const double LetterWidth = 6.7;

    /// <summary>Series colours on light and on dark ground: class <c>s0</c>, <c>s1</c>, …; the figure's own method; what stands beside it.</summary>
    private static readonly (string Class, string Light, string Dark)[] s_series =
    [
        ("s0", "#0072b2", "#4fa8dc"), ("s1", "#b87503", "#e69f00"), ("s2", "#009e73", "#1cc496"), ("s3", "#b0588b", "#e09cc2"), ("s4", "#2b93c7", "#7cc7f0"), ("s5", "#6b5b00", "#d3c13c"),
        ("steered", "#d55e00", "#ff8a3d"), ("beside", "#59636e", "#9198a1"),
    ];

    /// <summary>How many series colours there are.</summary>
    public const int Colours = 6;

    /// <summary>No custom properties: not every converter of SVG knows them.</summary>
    public static string Sheet { get; } = $$"""
        <style>
          svg { color-scheme: light dark; font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
          .ground { fill: #ffffff; } .ink { fill: #1f2328; } .pale { fill: #59636e; }
          .frame { stroke: #59636e; } .rule { stroke: #d1d9e0; } .lead { stroke: #8c959f; stroke-width: .7; } .rest { fill: #d1d9e0; } .whisker { stroke: #1f2328; }
          .dot { fill: #0072b2; stroke: #0072b2; } .mark { fill: #d55e00; stroke: #d55e00; } .control { fill: #ffffff; stroke: #59636e; }
          .visual { fill: #009e73; }
          .line { fill: none; stroke-width: 2; stroke-linejoin: round; } .band { opacity: .13; } .point { stroke: none; }
          .lit { isolation: isolate; } .shade { mix-blend-mode: multiply; image-rendering: optimizeSpeed; image-rendering: pixelated; }
          {{Colour(series => series.Light)}}
          @media (prefers-color-scheme: dark) {
            .ground { fill: #0d1117; } .ink { fill: #f0f6fc; } .pale { fill: #9198a1; }
            .frame { stroke: #9198a1; } .rule { stroke: #3d444d; } .rest { fill: #3d444d; } .whisker { stroke: #f0f6fc; }
            .dot { fill: #4fa8dc; stroke: #4fa8dc; } .mark { fill: #ff8a3d; stroke: #ff8a3d; } .control { fill: #0d1117; stroke: #9198a1; }
            .visual { fill: #1cc496; }
            {{Colour(series => series.Dark)}}
          }
        </style>

        """;

    public static string Escape(string text) => SecurityElement.Escape(text);

    /// <summary>A place or length to a tenth of a pixel.</summary>
    public static string Px(double value) => (Math.Abs(value) < 0.05 ? 0 : value).ToString("0.0", CultureInfo.InvariantCulture);

    public static string Text(double x, double y, string text, string kind = "pale", double size = 11, string anchor = "start", bool isBold = false) => string.Create(
        CultureInfo.InvariantCulture,
        $"<text class=\"{kind}\" x=\"{Px(x)}\" y=\"{Px(y)}\" font-size=\"{size}\"{(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"")}{(isBold ? " font-weight=\"600\"" : "")}>{Escape(text)}</text>\n");

    public static string Line(string kind, double x1, double y1, double x2, double y2, string more = "") =>
        $"<line class=\"{kind}\"{more} x1=\"{Px(x1)}\" x2=\"{Px(x2)}\" y1=\"{Px(y1)}\" y2=\"{Px(y2)}\"/>\n";

    private static string Colour(Func<(string Class, string Light, string Dark), string> of) =>
        string.Join(' ', s_series.Select(series => $".{series.Class} .line {{ stroke: {of(series)}; }} .{series.Class} .band, .{series.Class} .point {{ fill: {of(series)}; }}"));
}
