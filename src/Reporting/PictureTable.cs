using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Steering.Reporting;

/// <summary>Light over a picture.</summary>
/// <param name="Png">A small grey file, laid over the picture patch by patch: white leaves it, black hides it.</param>
/// <param name="Words">What it shows, for those who cannot see it.</param>
/// <param name="Caption">A few words below it.</param>
public sealed record Shade(byte[] Png, string Words, string Caption);

/// <summary>One picture under many lights, in rows: a name at the left, the picture, then its lights, as many in a line as fit. The picture is in the file once.</summary>
public static class PictureTable
{
    private const double NameWidth = 92;
    private const double Gap = 8;
    private const double CaptionHeight = 18;

    /// <param name="heading">Above the rows.</param>
    /// <param name="png">The picture's bytes.</param>
    /// <param name="side">Side of a picture in pixels.</param>
    /// <param name="inALine">Lights of a row in one line.</param>
    public static Panel Draw(string heading, byte[] png, IReadOnlyList<(string Name, IReadOnlyList<Shade> Shades)> rows, double side = 96, int inALine = 8)
    {
        var most = Math.Min(inALine, rows.Max(row => row.Shades.Count)) + 1;
        var id = "picture-" + Convert.ToHexStringLower(SHA256.HashData(png))[..12];
        var svg = new StringBuilder(SvgStyle.Text(14, 18, heading, "ink", 12, isBold: true));
        svg.Append(CultureInfo.InvariantCulture, $"<defs><image id=\"{id}\" width=\"{SvgStyle.Px(side)}\" height=\"{SvgStyle.Px(side)}\" href=\"{Data(png)}\"/></defs>\n");
        var y = 28.0;
        foreach (var (name, shades) in rows)
        {
            svg.Append(SvgStyle.Text(14, y + (side / 2) + 4, name, "ink"));
            svg.Append(Placed(id, NameWidth, y)).Append(SvgStyle.Text(NameWidth + (side / 2), y + side + 12, "picture", size: 10, anchor: "middle"));
            foreach (var line in shades.Chunk(inALine))
            {
                for (var i = 0; i < line.Length; i++)
                {
                    var x = NameWidth + ((i + 1) * (side + Gap));
                    svg.Append(CultureInfo.InvariantCulture, $"<g class=\"lit\"><title>{SvgStyle.Escape(line[i].Words)}</title>{Placed(id, x, y).TrimEnd()}");
                    svg.Append(CultureInfo.InvariantCulture, $"<image class=\"shade\" x=\"{SvgStyle.Px(x)}\" y=\"{SvgStyle.Px(y)}\" width=\"{SvgStyle.Px(side)}\" height=\"{SvgStyle.Px(side)}\" href=\"{Data(line[i].Png)}\"/></g>\n");
                    svg.Append(SvgStyle.Text(x + (side / 2), y + side + 12, line[i].Caption, size: 10, anchor: "middle"));
                }
                y += side + CaptionHeight;
            }
            y += 4;
        }
        return new Panel(NameWidth + (most * (side + Gap)) + Gap, y, svg.ToString());
    }

    private static string Placed(string id, double x, double y) => $"<use href=\"#{id}\" x=\"{SvgStyle.Px(x)}\" y=\"{SvgStyle.Px(y)}\"/>\n";

    private static string Data(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);
}
