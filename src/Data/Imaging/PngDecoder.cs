using System.IO.Compression;

namespace Steering.Data.Imaging;

/// <summary>Turns a PNG file's bytes into 8-bit RGB or RGBA pixels, one row at a time, so that a picture costs its own size in memory.</summary>
internal static class PngDecoder
{
    /// <summary>No deflate stream grows by more than this: a header that promises more is refused before its pixels are allocated.</summary>
    private const long MostInflation = 1040;

    public static (PngHeader Header, byte[] Pixels) Decode(byte[] bytes, string name, int channels)
    {
        var file = PngChunks.Parse(bytes, name);
        var header = file.Header;
        if (header.RawBytes() > (file.Compressed.LongLength + 16) * MostInflation)
        {
            throw PngChunks.Broken(name, file.FirstData, $"{file.Compressed.Length} compressed bytes cannot hold {header.Width} x {header.Height} pixels");
        }
        var pixels = new byte[(long)header.Width * header.Height * channels];
        using var inflated = new ZLibStream(new MemoryStream(file.Compressed, writable: false), CompressionMode.Decompress);
        foreach (var pass in header.Passes())
        {
            var row = new byte[header.RowBytes(pass.Width) + 1];
            var above = new byte[row.Length];
            for (var y = 0; y < pass.Height; y++)
            {
                var line = pass.Y + (y * pass.StepY);
                if (Inflate(file, inflated, row, name) < row.Length) throw PngChunks.Broken(name, file.FirstData, $"the pixels end in row {line} of {header.Height}");
                if (row[0] >= PngFilter.Count) throw PngChunks.Broken(name, file.FirstData, $"row {line} has filter {row[0]}; there are 0 to 4");
                PngFilter.Restore(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStep);
                Spread(file, row.AsSpan(1), pass.Width, pixels.AsSpan(((line * header.Width) + pass.X) * channels), pass.StepX * channels, channels);
                (row, above) = (above, row);
            }
        }
        _ = Inflate(file, inflated, new byte[1], name); // one byte beyond makes zlib compare its checksum; surplus data is ignored, as other readers do
        return (header, pixels);
    }

    private static int Inflate(PngChunks file, ZLibStream inflated, byte[] row, string name)
    {
        try
        {
            return inflated.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException broken)
        {
            throw new InvalidDataException(PngChunks.Broken(name, file.FirstData, $"the compressed pixels are damaged ({broken.Message})").Message, broken);
        }
    }

    private static void Spread(PngChunks file, ReadOnlySpan<byte> row, int width, Span<byte> pixels, int step, int channels)
    {
        var header = file.Header;
        for (var x = 0; x < width; x++)
        {
            var pixel = pixels.Slice(x * step, channels);
            switch (header.Colour)
            {
                case 2 or 6:
                    for (var channel = 0; channel < 3; channel++) pixel[channel] = Sample(row, (x * header.Samples) + channel, header.Depth);
                    break;
                case 3:
                    var entry = RawSample(row, x, header.Depth) * 3;
                    if (entry + 3 <= file.Palette.Length) file.Palette.AsSpan(entry, 3).CopyTo(pixel); // an index out of range is black
                    break;
                default:
                    pixel[..3].Fill(Sample(row, x * header.Samples, header.Depth));
                    break;
            }
            if (channels == 4) pixel[3] = header.Colour is 4 or 6 ? Sample(row, (x * header.Samples) + header.Samples - 1, header.Depth) : byte.MaxValue;
        }
    }

    /// <summary>A sample scaled to 0…255; of 16 bits the high byte.</summary>
    private static byte Sample(ReadOnlySpan<byte> row, int index, int depth) => depth switch
    {
        8 => row[index],
        16 => row[index * 2],
        _ => (byte)(RawSample(row, index, depth) * 255 / ((1 << depth) - 1)),
    };

    private static int RawSample(ReadOnlySpan<byte> row, int index, int depth)
    {
        if (depth == 8) return row[index];
        var bit = index * depth;
        return (row[bit / 8] >> (8 - depth - (bit % 8))) & ((1 << depth) - 1);
    }
}
