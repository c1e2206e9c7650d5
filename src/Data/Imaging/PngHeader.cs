namespace Steering.Data.Imaging;

/// <summary>What IHDR says: size in pixels, bits of a sample, colour type (0 grey, 2 RGB, 3 palette, 4 grey+alpha, 6 RGBA), Adam7 or not.</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, int Colour, bool Interlaced)
{
    /// <summary>More pixels than this are refused before anything is allocated for them.</summary>
    private const long MostPixels = 64L * 1024 * 1024;

    public int Samples => Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Distance, in bytes, to the byte that filters compare with.</summary>
    public int FilterStep => Math.Max(1, Samples * Depth / 8);

    public long RowBytes(int width) => ((long)width * Samples * Depth + 7) / 8;

    /// <summary>The seven passes of Adam7, or the one pass of a plain picture: first pixel and step in each direction.</summary>
    public IEnumerable<(int X, int Y, int StepX, int StepY, int Width, int Height)> Passes()
    {
        (int X, int Y, int StepX, int StepY)[] passes = Interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        foreach (var (x, y, stepX, stepY) in passes)
        {
            var width = (Width - x + stepX - 1) / stepX;
            var height = (Height - y + stepY - 1) / stepY;
            if (width > 0 && height > 0) yield return (x, y, stepX, stepY, width, height);
        }
    }

    public long RawBytes() => Passes().Sum(pass => (RowBytes(pass.Width) + 1) * pass.Height);

    public static PngHeader Parse(ReadOnlySpan<byte> body, string name)
    {
        const string Remedy = "Make or fetch the file again.";
        if (body.Length != 13) throw new InvalidDataException($"{name}: IHDR at byte 8 has {body.Length} bytes, a PNG's has 13. {Remedy}");
        var width = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(body);
        var height = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        if (width == 0 || height == 0 || (ulong)width * height > MostPixels)
        {
            throw new InvalidDataException($"{name}: IHDR at byte 8 says {width} x {height} pixels; from 1 to {MostPixels} are read. {Remedy}");
        }
        int depth = body[8], colour = body[9];
        var known = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!known || body[10] != 0 || body[11] != 0 || body[12] > 1)
        {
            throw new InvalidDataException(
                $"{name}: IHDR at byte 8 has depth {depth}, colour type {colour}, compression {body[10]}, filter {body[11]}, interlace {body[12]}, which no PNG has. {Remedy}");
        }
        return new PngHeader((int)width, (int)height, depth, colour, body[12] == 1);
    }
}
