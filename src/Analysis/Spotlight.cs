using Steering.Data.Imaging;

namespace Steering.Analysis;

/// <summary>Attention laid over a picture: each patch keeps its light by the root of its weight over the strongest one's; the root, since few patches hold most.</summary>
public static class Spotlight
{
    /// <summary>Light of a patch without weight.</summary>
    private const double Dark = 0.15;

    /// <param name="picture">As the tower sees it: a square.</param>
    /// <param name="weights">One for each patch of a square grid, row by row.</param>
    /// <exception cref="ArgumentException">The weights make no square, or the picture is none.</exception>
    public static Picture Draw(Picture picture, IReadOnlyList<float> weights)
    {
        var grid = (int)Math.Round(Math.Sqrt(weights.Count));
        if (grid * grid != weights.Count || grid == 0) throw new ArgumentException($"{weights.Count} visual tokens make no square grid of patches; such attention has no place in the picture.", nameof(weights));
        if (picture.Width != picture.Height) throw new ArgumentException($"The picture has {picture.Width} × {picture.Height} pixels; make it square as the tower does.", nameof(picture));
        var most = Math.Max(weights.Max(), float.Epsilon);
        var lit = new Picture(picture.Width, picture.Height);
        for (var i = 0; i < lit.Rgb.Length; i++)
        {
            var (x, y) = (i / 3 % picture.Width, i / 3 / picture.Width);
            var weight = weights[(y * grid / picture.Height * grid) + (x * grid / picture.Width)];
            lit.Rgb[i] = (byte)Math.Round(picture.Rgb[i] * (Dark + ((1 - Dark) * Math.Sqrt(weight / most))));
        }
        return lit;
    }
}
