using System.Buffers.Binary;

namespace Parquet.Encodings;

/// <summary>The hybrid of run lengths and bit packing that carries levels, dictionary indices and booleans (Encodings.md, RLE = 3).</summary>
internal static class HybridRle
{
    /// <summary>Fills <paramref name="values"/>; what follows in <paramref name="data"/> is left alone.</summary>
    public static void Decode(ReadOnlySpan<byte> data, int bitWidth, Span<int> values)
    {
        if (bitWidth is < 0 or > 32) throw new ParquetException($"A run has values of {bitWidth} bits; 0 to 32 are possible. The file is damaged.");
        var at = 0;
        var filled = 0;
        while (filled < values.Length)
        {
            var head = ReadVarint(data, ref at);
            if ((head & 1) == 0)
            {
                var count = (int)Math.Min(head >> 1, (uint)(values.Length - filled));
                if (count == 0) throw new ParquetException("A run of no values. The file is damaged.");
                values.Slice(filled, count).Fill(ReadRunValue(data, ref at, bitWidth));
                filled += count;
            }
            else
            {
                filled += DecodePacked(data, ref at, head >> 1, bitWidth, values[filled..]);
            }
        }
    }

    public static void Encode(ReadOnlySpan<int> values, int bitWidth, MemoryStream into)
    {
        Span<byte> bytes = stackalloc byte[4];
        var at = 0;
        while (at < values.Length)
        {
            var run = RunAt(values, at);
            if (run >= 8)
            {
                WriteVarint(into, (uint)run << 1);
                BinaryPrimitives.WriteInt32LittleEndian(bytes, values[at]);
                into.Write(bytes[..((bitWidth + 7) / 8)]);
                at += run;
                continue;
            }
            var start = at;
            do at = Math.Min(at + 8, values.Length);
            while (at < values.Length && RunAt(values, at) < 8);
            EncodePacked(values[start..at], bitWidth, into);
        }
    }

    /// <summary>Unpacks <paramref name="values"/>.Length values of <paramref name="bitWidth"/> ≤ 64 bits, lowest bit first.</summary>
    public static void Unpack(ReadOnlySpan<byte> data, int bitWidth, Span<ulong> values)
    {
        long bit = 0;
        foreach (ref var value in values)
        {
            value = 0;
            for (var got = 0; got < bitWidth;)
            {
                var from = (int)(bit & 7);
                var take = Math.Min(8 - from, bitWidth - got);
                value |= (ulong)((data[(int)(bit >> 3)] >> from) & ((1 << take) - 1)) << got;
                got += take;
                bit += take;
            }
        }
    }

    private static int RunAt(ReadOnlySpan<int> values, int at)
    {
        var end = at + 1;
        while (end < values.Length && values[end] == values[at]) end++;
        return end - at;
    }

    private static int ReadRunValue(ReadOnlySpan<byte> data, ref int at, int bitWidth)
    {
        var bytes = (bitWidth + 7) / 8;
        if (bytes > data.Length - at) throw TooShort();
        uint value = 0;
        for (var i = 0; i < bytes; i++) value |= (uint)data[at++] << (8 * i);
        return (int)value;
    }

    private static int DecodePacked(ReadOnlySpan<byte> data, ref int at, uint groups, int bitWidth, Span<int> values)
    {
        if (groups == 0) throw new ParquetException("A packed run of no values. The file is damaged.");
        var count = (int)Math.Min((ulong)groups * 8, (ulong)values.Length);
        var whole = (long)groups * bitWidth;

        // Some writers leave out the padding of the last group.
        if (((long)count * bitWidth) + 7 >> 3 > data.Length - at) throw TooShort();
        long bit = (long)at << 3;
        for (var i = 0; i < count; i++)
        {
            uint value = 0;
            for (var got = 0; got < bitWidth;)
            {
                var from = (int)(bit & 7);
                var take = Math.Min(8 - from, bitWidth - got);
                value |= (uint)((data[(int)(bit >> 3)] >> from) & ((1 << take) - 1)) << got;
                got += take;
                bit += take;
            }
            values[i] = (int)value;
        }
        at = (int)Math.Min(data.Length, at + whole);
        return count;
    }

    private static void EncodePacked(ReadOnlySpan<int> values, int bitWidth, MemoryStream into)
    {
        var groups = (values.Length + 7) / 8;
        WriteVarint(into, ((uint)groups << 1) | 1);
        ulong pending = 0;
        var bits = 0;
        for (var i = 0; i < groups * 8; i++)
        {
            pending |= (ulong)(uint)(i < values.Length ? values[i] : 0) << bits;
            for (bits += bitWidth; bits >= 8; bits -= 8)
            {
                into.WriteByte((byte)pending);
                pending >>= 8;
            }
        }
    }

    private static uint ReadVarint(ReadOnlySpan<byte> data, ref int at)
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= data.Length) throw TooShort();
            var next = data[at++];
            value |= (uint)(next & 127) << shift;
            if (next < 128) return value;
        }
        throw new ParquetException("A run has a length of more than 32 bits. The file is damaged.");
    }

    private static void WriteVarint(MemoryStream into, uint value)
    {
        for (; value > 127; value >>= 7) into.WriteByte((byte)(value | 128));
        into.WriteByte((byte)value);
    }

    private static ParquetException TooShort() => new("A run ends after its page. The file is damaged.");
}
