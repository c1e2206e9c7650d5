using System.Globalization;
using System.Text;

namespace Steering.Reporting;

/// <summary>A picture with words to it.</summary>
/// <param name="Png">The file's bytes; they go into the SVG.</param>
/// <param name="Words">What it shows, for those who cannot see it.</param>
/// <param name="Caption">A few words below it.</param>
public sealed record CaptionedPicture(byte[] Png, string Words, string Caption);

/// <summary>Pictures in rows: a name at the left, then its pictures, as many in a line as fit.</summary>
public static class PictureTable
{
    private const double NameWidth = 92;
    private const double Gap = 8;
    private const double CaptionHeight = 18;

    /// <param name="heading">Above the rows; long ones are cut.</param>
    /// <param name="side">Side of a picture in pixels.</param>
    /// <param name="inALine">Pictures of a row in one line.</param>
    public static Panel Draw(string heading, IReadOnlyList<(string Name, IReadOnlyList<CaptionedPicture> Pictures)> rows, double side = 96, int inALine = 9)
    {
        var most = Math.Min(inALine, rows.Max(row => row.Pictures.Count));
        var width = NameWidth + (most * (side + Gap)) + Gap;
        var (svg, y) = (new StringBuilder(SvgStyle.Text(14, 18, heading, "ink", 12, isBold: true)), 28.0);
        foreach (var (name, pictures) in rows)
        {
            svg.Append(SvgStyle.Text(14, y + (side / 2) + 4, name, "ink"));
            foreach (var line in pictures.Chunk(inALine))
            {
                for (var i = 0; i < line.Length; i++)
                {
                    var x = NameWidth + (i * (side + Gap));
                    svg.Append(CultureInfo.InvariantCulture, $"<g><title>{SvgStyle.Escape(line[i].Words)}</title><image x=\"{SvgStyle.Px(x)}\" y=\"{SvgStyle.Px(y)}\" width=\"{SvgStyle.Px(side)}\" height=\"{SvgStyle.Px(side)}\" href=\"data:image/png;base64,{Convert.ToBase64String(line[i].Png)}\"/></g>\n");
                    svg.Append(SvgStyle.Text(x + (side / 2), y + side + 12, line[i].Caption, size: 10, anchor: "middle"));
                }
                y += side + CaptionHeight;
            }
            y += 4;
        }
        return new Panel(width, y, svg.ToString());
    }
}
