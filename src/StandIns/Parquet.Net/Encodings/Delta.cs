namespace Parquet.Encodings;

/// <summary>The three encodings made of differences: integers, lengths of texts, common beginnings of texts.</summary>
internal static class Delta
{
    /// <summary>What the values of one page may grow to when each repeats the beginning of the last.</summary>
    private const long MaximumBytes = 1L << 29;

    /// <summary>DELTA_BINARY_PACKED: blocks of miniblocks of bit-packed differences above the block's smallest.</summary>
    public static long[] Integers(ReadOnlySpan<byte> data, int count, out int length)
    {
        var at = 0;
        var block = ReadVarint(data, ref at);
        var miniblocks = ReadVarint(data, ref at);
        var total = ReadVarint(data, ref at);
        var value = Unzigzag(ReadVarint(data, ref at));
        if (miniblocks is 0 or > 512 || block is 0 or > 1 << 20 || block % miniblocks != 0 || block / miniblocks % 8 != 0)
        {
            throw new ParquetException($"DELTA_BINARY_PACKED has blocks of {block} in {miniblocks} parts. The file is damaged.");
        }
        if (total != (ulong)count) throw new ParquetException($"DELTA_BINARY_PACKED holds {total} values, its page {count}. The file is damaged.");

        var values = new long[count];
        if (count > 0) values[0] = value;
        var deltas = new ulong[(int)(block / miniblocks)];
        for (var filled = 1; filled < count;)
        {
            var least = Unzigzag(ReadVarint(data, ref at));
            if (at + (int)miniblocks > data.Length) throw TooShort();
            var widths = data.Slice(at, (int)miniblocks);
            at += (int)miniblocks;
            for (var part = 0; part < widths.Length && filled < count; part++)
            {
                if (widths[part] > 64) throw new ParquetException($"DELTA_BINARY_PACKED has values of {widths[part]} bits. The file is damaged.");
                var bytes = deltas.Length / 8 * widths[part];
                if (bytes > data.Length - at) throw TooShort();
                HybridRle.Unpack(data.Slice(at, bytes), widths[part], deltas);
                at += bytes;
                for (var i = 0; i < deltas.Length && filled < count; i++)
                {
                    value = unchecked(value + least + (long)deltas[i]);
                    values[filled++] = value;
                }
            }
        }
        length = at;
        return values;
    }

    /// <summary>DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes.</summary>
    public static byte[][] Texts(ReadOnlySpan<byte> data, int count)
    {
        var lengths = Integers(data, count, out var at);
        var texts = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            if (lengths[i] < 0 || lengths[i] > data.Length - at) throw TooShort();
            texts[i] = data.Slice(at, (int)lengths[i]).ToArray();
            at += (int)lengths[i];
        }
        return texts;
    }

    /// <summary>DELTA_BYTE_ARRAY: how many bytes are the last value's, then the rest as DELTA_LENGTH_BYTE_ARRAY.</summary>
    public static byte[][] Beginnings(ReadOnlySpan<byte> data, int count)
    {
        var shared = Integers(data, count, out var at);
        var texts = Texts(data[at..], count);
        long bytes = 0;
        byte[] last = [];
        for (var i = 0; i < count; i++)
        {
            if (shared[i] < 0 || shared[i] > last.Length) throw new ParquetException("DELTA_BYTE_ARRAY repeats more than the last value has. The file is damaged.");
            bytes += shared[i] + texts[i].Length;
            if (bytes > MaximumBytes) throw new ParquetException($"DELTA_BYTE_ARRAY grows beyond {MaximumBytes} bytes in one page, which is refused.");
            if (shared[i] > 0) texts[i] = [.. last.AsSpan(0, (int)shared[i]), .. texts[i]];
            last = texts[i];
        }
        return texts;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> data, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at >= data.Length) throw TooShort();
            var next = data[at++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }
        throw new ParquetException("A delta-encoded page has a varint of more than ten bytes. The file is damaged.");
    }

    private static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static ParquetException TooShort() => new("A delta-encoded page ends too early. The file is damaged.");
}
