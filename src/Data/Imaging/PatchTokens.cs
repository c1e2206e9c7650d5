namespace Steering.Data.Imaging;

/// <summary>A rectangle of a picture in pixels: left, top, width, height.</summary>
public readonly record struct Region(double Left, double Top, double Width, double Height);

/// <summary>Which visual tokens look at a part of a picture: the patches it touches, row by row as a tower lays them out.</summary>
public static class PatchTokens
{
    /// <param name="region">In the picture's own pixels.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="processor">How the picture becomes square.</param>
    /// <param name="patch">Side of a patch in the square's pixels; what is left beyond the last whole one is not seen.</param>
    /// <returns>Offsets from the first patch, ascending; none if the region is cut away.</returns>
    public static IReadOnlyList<int> Of(Region region, int width, int height, ImageProcessor processor, int patch)
    {
        var (scaleX, scaleY, left, top) = Placing(width, height, processor);
        var grid = processor.Size / patch;
        var (firstColumn, lastColumn) = Cells((region.Left * scaleX) + left, ((region.Left + region.Width) * scaleX) + left, patch, grid);
        var (firstRow, lastRow) = Cells((region.Top * scaleY) + top, ((region.Top + region.Height) * scaleY) + top, patch, grid);
        return
        [
            .. from row in Enumerable.Range(firstRow, Math.Max(0, lastRow - firstRow + 1))
               from column in Enumerable.Range(firstColumn, Math.Max(0, lastColumn - firstColumn + 1))
               select (row * grid) + column,
        ];
    }

    /// <summary>Scale and offset from the picture's pixels to the square's.</summary>
    private static (double ScaleX, double ScaleY, double Left, double Top) Placing(int width, int height, ImageProcessor processor)
    {
        var (left, top) = (0.0, 0.0);
        if (processor.PadsToSquare)
        {
            var side = Math.Max(width, height);
            ((left, top), (width, height)) = (((side - width) / 2, (side - height) / 2), (side, side));
        }
        double size = processor.Size;
        if (processor.Squaring == Squaring.Stretch) return (size / width, size / height, left * size / width, top * size / height);
        var scale = size / Math.Min(width, height);
        return (scale, scale, (left * scale) - (int)(((width * scale) - size) / 2), (top * scale) - (int)(((height * scale) - size) / 2));
    }

    private static (int First, int Last) Cells(double from, double to, int patch, int grid) =>
        (Math.Max(0, (int)Math.Floor(from / patch)), Math.Min(grid - 1, (int)Math.Ceiling(to / patch) - 1));
}
