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

    /// <summary>Series colours: class <c>s0</c>, <c>s1</c>, …</summary>
    public const int Colours = 6;

    public const string Sheet = """
        <style>
          svg { color-scheme: light dark; font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
          .ground { fill: #ffffff; } .ink { fill: #1f2328; } .pale { fill: #59636e; }
          .frame { stroke: #59636e; } .rule { stroke: #d1d9e0; } .lead { stroke: #8c959f; stroke-width: .7; } .rest { fill: #d1d9e0; } .whisker { stroke: #1f2328; }
          .dot { fill: #0072b2; stroke: #0072b2; } .mark { fill: #d55e00; stroke: #d55e00; } .control { fill: #ffffff; stroke: #59636e; }
          .visual { fill: #009e73; }
          .s0 { --c: #0072b2; } .s1 { --c: #b87503; } .s2 { --c: #009e73; } .s3 { --c: #b0588b; } .s4 { --c: #2b93c7; } .s5 { --c: #6b5b00; }
          .steered { --c: #d55e00; } .beside { --c: #59636e; }
          .line { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round; } .band { fill: var(--c); opacity: .13; } .point { fill: var(--c); stroke: var(--c); }
          @media (prefers-color-scheme: dark) {
            .ground { fill: #0d1117; } .ink { fill: #f0f6fc; } .pale { fill: #9198a1; }
            .frame { stroke: #9198a1; } .rule { stroke: #3d444d; } .rest { fill: #3d444d; } .whisker { stroke: #f0f6fc; }
            .dot { fill: #4fa8dc; stroke: #4fa8dc; } .mark { fill: #ff8a3d; stroke: #ff8a3d; } .control { fill: #0d1117; stroke: #9198a1; }
            .visual { fill: #1cc496; }
            .s0 { --c: #4fa8dc; } .s1 { --c: #e69f00; } .s2 { --c: #1cc496; } .s3 { --c: #e09cc2; } .s4 { --c: #7cc7f0; } .s5 { --c: #d3c13c; }
            .steered { --c: #ff8a3d; } .beside { --c: #9198a1; }
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
}
