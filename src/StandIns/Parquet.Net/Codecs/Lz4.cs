namespace Parquet.Codecs;

/// <summary>Unpacks a raw LZ4 block (LZ4_RAW): sequences of literals and back references.</summary>
internal static class Lz4
{
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int size)
    {
        // A byte of input says at most 255 bytes of output.
        if (size > 255L * (packed.Length + 1)) throw new InvalidDataException($"{packed.Length} bytes of LZ4 cannot hold {size}.");
        var output = new byte[size];
        int at = 0, filled = 0;
        while (at < packed.Length)
        {
            var token = packed[at++];
            var literals = Length(packed, ref at, token >> 4);
            if (literals > packed.Length - at || literals > size - filled) throw Broken();
            packed.Slice(at, literals).CopyTo(output.AsSpan(filled));
            at += literals;
            filled += literals;
            if (at == packed.Length) break;

            if (packed.Length - at < 2) throw Broken();
            var distance = packed[at] | (packed[at + 1] << 8);
            at += 2;
            var length = (long)Length(packed, ref at, token & 15) + 4;
            if (distance == 0 || distance > filled || length > size - filled) throw Broken();
            for (var end = filled + (int)length; filled < end; filled++) output[filled] = output[filled - distance];
        }
        return filled == size ? output : throw Broken();
    }

    private static int Length(ReadOnlySpan<byte> packed, ref int at, int nibble)
    {
        long length = nibble;
        if (nibble == 15)
        {
            byte more;
            do
            {
                if (at >= packed.Length) throw Broken();
                more = packed[at++];
                length += more;
            }
            while (more == 255);
        }
        return length <= int.MaxValue - 4 ? (int)length : throw Broken();
    }

    private static InvalidDataException Broken() => new("The LZ4 block is damaged.");
}
