using System.Globalization;
using System.Security;
using System.Text;

namespace Steering.Flow;

/// <summary>An SVG written by hand: readable on light and dark ground, equal input gives equal bytes.</summary>
internal sealed class SvgPage
{
    /// <summary>Width of a letter of the given size; names are placed by it, a little on the broad side.</summary>
    public const double LetterShare = 0.6;

    private readonly StringBuilder _text = new();

    public SvgPage(double width, double height, string title, string style)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0} {height:0}\" width=\"{width:0}\" height=\"{height:0}\" role=\"img\">\n<title>{Escape(title)}</title>\n");
        _text.Append(CultureInfo.InvariantCulture, $$"""
            <style>
              svg { color-scheme: light dark; font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
              .ground { fill: #ffffff; } .ink { fill: #1f2328; } .pale { fill: #59636e; } .rule { stroke: #d1d9e0; } .way { stroke: #8c959f; fill: none; } .head { fill: #8c959f; }
            {{style}}
              @media (prefers-color-scheme: dark) { .ground { fill: #0d1117; } .ink { fill: #f0f6fc; } .pale { fill: #9198a1; } .rule { stroke: #3d444d; } .on { fill: #1f2328; } }
            </style>
            <rect class="ground" width="{{width:0}}" height="{{height:0}}"/>

            """);
    }

    public void Add(FormattableString element) => _text.Append(FormattableString.Invariant(element)).Append('\n');

    /// <param name="look">Class of the ink, and what else the element says.</param>
    public void Write(double x, double y, string text, string look = "class=\"ink\"", double size = 12) => Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" font-size=\"{size:0.#}\" {look}>{Escape(text)}</text>");

    public override string ToString() => _text + "</svg>\n";

    public static double WidthOf(string text, double size) => text.Length * size * LetterShare;

    public static string Escape(string text) => SecurityElement.Escape(text);
}
