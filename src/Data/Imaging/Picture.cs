namespace Steering.Data.Imaging;

/// <summary>A picture of 8-bit RGB pixels, row by row from the top left: <c>Rgb[(y · Width + x) · 3 + channel]</c>.</summary>
public sealed record Picture(int Width, int Height, byte[] Rgb)
{
    /// <summary>A black picture.</summary>
    public Picture(int width, int height)
        : this(width, height, new byte[checked(width * height * 3)])
    {
    }
}
