using Steering.Data.Imaging;

namespace Steering.Analysis;

/// <summary>Attention as light on a picture's patches: the root of a patch's weight over the strongest one's; the root, since few patches hold most.</summary>
public static class Spotlight
{
    /// <summary>Light of a patch without weight.</summary>
    private const double Dark = 0.15;

    /// <summary>A grey picture with one pixel for each patch: white is full light.</summary>
    /// <param name="weights">One for each patch of a square grid, row by row.</param>
    /// <exception cref="ArgumentException">The weights make no square.</exception>
    public static Picture Draw(IReadOnlyList<float> weights)
    {
        var grid = (int)Math.Round(Math.Sqrt(weights.Count));
        if (grid * grid != weights.Count || grid == 0) throw new ArgumentException($"{weights.Count} visual tokens make no square grid of patches; such attention has no place in the picture.", nameof(weights));
        var most = Math.Max(weights.Max(), float.Epsilon);
        var light = new Picture(grid, grid);
        for (var i = 0; i < light.Rgb.Length; i++) light.Rgb[i] = (byte)Math.Round(255 * (Dark + ((1 - Dark) * Math.Sqrt(weights[i / 3] / most))));
        return light;
    }
}
