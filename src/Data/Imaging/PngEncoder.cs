using System.Buffers.Binary;
using System.IO.Compression;

namespace Steering.Data.Imaging;

/// <summary>Writes 8-bit RGB PNG files: per row the filter with the least sum of absolute differences (RFC 2083, 9.6), one IDAT, a fixed zlib level.</summary>
internal static class PngEncoder
{
    private const CompressionLevel Level = CompressionLevel.Fastest; // the scenes' noise does not compress; a higher level costs time, not bytes
    private static readonly byte[] s_signature = [137, 80, 78, 71, 13, 10, 26, 10];

    public static byte[] Encode(Picture picture)
    {
        if (picture.Width <= 0 || picture.Height <= 0 || picture.Rgb.Length != picture.Width * picture.Height * 3)
        {
            throw new ArgumentException($"A picture of {picture.Width} x {picture.Height} pixels has {picture.Rgb.Length} bytes, not three a pixel.", nameof(picture));
        }
        using var file = new MemoryStream();
        file.Write(s_signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Height);
        header[8] = 8; // bits a sample
        header[9] = 2; // RGB
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(picture));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(Picture picture)
    {
        var stride = picture.Width * 3;
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, Level, leaveOpen: true))
        {
            var above = new byte[stride];
            var best = new byte[stride + 1];
            var trial = new byte[stride + 1];
            for (var y = 0; y < picture.Height; y++)
            {
                var row = picture.Rgb.AsSpan(y * stride, stride);
                var least = long.MaxValue;
                for (var filter = 0; filter < PngFilter.Count; filter++)
                {
                    trial[0] = (byte)filter;
                    PngFilter.Apply(filter, row, above, 3, trial.AsSpan(1));
                    var sum = Cost(trial.AsSpan(1));
                    if (sum >= least) continue;
                    least = sum;
                    (best, trial) = (trial, best);
                }
                zlib.Write(best);
                row.CopyTo(above);
            }
        }
        return compressed.ToArray();
    }

    private static long Cost(ReadOnlySpan<byte> filtered)
    {
        var sum = 0L;
        foreach (var value in filtered) sum += Math.Abs((int)(sbyte)value);
        return sum;
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        var chunk = new byte[12 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        type.CopyTo(chunk.AsSpan(4));
        body.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc32.Of(chunk.AsSpan(4, 4 + body.Length)));
        file.Write(chunk);
    }
}
