using System.IO.Compression;
using IronSnappy;

namespace Parquet.Codecs;

/// <summary>Packs and unpacks pages. The unpacked size is known from the page's head and bounds what is allocated.</summary>
internal static class Codec
{
    public const int MaximumPage = 1 << 29;

    public static byte[] Unpack(CompressionMethod method, ReadOnlyMemory<byte> packed, int size, string column)
    {
        if (size > MaximumPage) throw new ParquetException($"A page of column '{column}' claims {size} bytes; more than {MaximumPage} are refused. Write smaller pages.");
        byte[] unpacked;
        try
        {
            unpacked = method switch
            {
                CompressionMethod.Snappy => UnpackSnappy(packed.Span, size),
                CompressionMethod.Gzip => Inflate(packed, size, static bytes => new GZipStream(bytes, CompressionMode.Decompress)),
                CompressionMethod.Brotli => Inflate(packed, size, static bytes => new BrotliStream(bytes, CompressionMode.Decompress)),
                CompressionMethod.Lz4Raw => Lz4.Unpack(packed.Span, size),
                CompressionMethod.Zstd => Zstd.Unpack(packed.Span, size),
                _ => throw new ParquetException($"Column '{column}' is compressed with {method}, which is not read here. Write the file again with Snappy, Gzip or Zstd."),
            };
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or InvalidOperationException or IndexOutOfRangeException or ArgumentException)
        {
            throw new ParquetException($"A page of column '{column}' does not unpack ({method}): {fault.Message} The file is damaged.", fault);
        }
        return unpacked.Length == size
            ? unpacked
            : throw new ParquetException($"A page of column '{column}' unpacks to {unpacked.Length} bytes, its head says {size} ({method}). The file is damaged.");
    }

    public static byte[] Pack(CompressionMethod method, CompressionLevel level, byte[] page)
    {
        switch (method)
        {
            case CompressionMethod.None:
                return page;
            case CompressionMethod.Snappy:
                return Snappy.Encode(page);
            case CompressionMethod.Gzip:
                return Deflate(page, bytes => new GZipStream(bytes, level, leaveOpen: true));
            case CompressionMethod.Brotli:
                return Deflate(page, bytes => new BrotliStream(bytes, level, leaveOpen: true));
            default:
                throw new NotSupportedException($"Pages are not compressed with {method} here. Choose None, Snappy, Gzip or Brotli.");
        }
    }

    private static byte[] UnpackSnappy(ReadOnlySpan<byte> packed, int size)
    {
        // The block begins with its unpacked size: compare before anything is allocated by it.
        long claimed = 0;
        for (var at = 0; ; at++)
        {
            if (at >= packed.Length || at > 4) throw new InvalidDataException("The Snappy block has no length.");
            claimed |= (long)(packed[at] & 127) << (7 * at);
            if (packed[at] < 128) break;
        }
        if (claimed != size) throw new InvalidDataException($"The Snappy block claims {claimed} bytes where {size} belong.");
        return size == 0 ? [] : Snappy.Decode(packed);
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> packed, int size, Func<Stream, Stream> open)
    {
        using var stream = open(new MemoryStream(packed.ToArray(), writable: false));

        // Grown by what really comes out, and stopped one byte after what was promised.
        var unpacked = new MemoryStream();
        var buffer = new byte[Math.Clamp(size, 1, 1 << 16)];
        for (int read; unpacked.Length <= size && (read = stream.Read(buffer)) > 0;) unpacked.Write(buffer, 0, read);
        return unpacked.ToArray();
    }

    private static byte[] Deflate(byte[] page, Func<Stream, Stream> open)
    {
        var packed = new MemoryStream();
        using (var stream = open(packed)) stream.Write(page);
        return packed.ToArray();
    }
}
