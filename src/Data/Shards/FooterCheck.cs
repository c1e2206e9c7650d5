using System.Buffers.Binary;

namespace Steering.Data.Shards;

/// <summary>
/// Walks a Parquet footer (Thrift's compact protocol) before the package does: the package allocates lists by the count that
/// the file claims and follows nesting without end, so a broken file could take all memory.
/// </summary>
internal ref struct FooterCheck
{
    private const int MaximumDepth = 32;
    private readonly ReadOnlySpan<byte> _data;
    private int _at;

    private FooterCheck(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>Throws <see cref="InvalidDataException"/> unless the file has a Parquet footer that is well formed.</summary>
    public static void Check(Stream file)
    {
        if (file.Length < 12) throw new InvalidDataException($"it has {file.Length} bytes, a Parquet file at least 12");
        Span<byte> ends = stackalloc byte[12];
        file.Seek(0, SeekOrigin.Begin);
        file.ReadExactly(ends[..4]);
        file.Seek(-8, SeekOrigin.End);
        file.ReadExactly(ends[4..]);
        if (!ends[..4].SequenceEqual("PAR1"u8) || !ends[8..].SequenceEqual("PAR1"u8)) throw new InvalidDataException("it does not begin and end with 'PAR1'");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(ends[4..]);
        if (length == 0 || length > file.Length - 12) throw new InvalidDataException($"its footer claims {length} of {file.Length} bytes");
        var footer = new byte[length];
        file.Seek(-8 - (long)length, SeekOrigin.End);
        file.ReadExactly(footer);
        new FooterCheck(footer).SkipStruct(0);
        file.Seek(0, SeekOrigin.Begin);
    }

    private void SkipStruct(int depth)
    {
        if (depth > MaximumDepth) throw new InvalidDataException($"its footer nests deeper than {MaximumDepth} levels");
        for (var head = Byte(); (head & 15) != 0; head = Byte())
        {
            if (head >> 4 == 0) Varint();

            // A boolean field is its head.
            if ((head & 15) > 2) SkipValue(head & 15, depth + 1);
        }
    }

    private void SkipValue(int type, int depth)
    {
        switch (type)
        {
            case 1 or 2 or 3: Advance(1); break;
            case 4 or 5 or 6: Varint(); break;
            case 7: Advance(8); break;
            case 8: Advance(Varint()); break;
            case 9 or 10: SkipList(depth); break;
            case 11: SkipMap(depth); break;
            case 12: SkipStruct(depth); break;
            case 13: Advance(16); break;
            default: throw new InvalidDataException($"its footer has a value of the unknown type {type}");
        }
    }

    private void SkipList(int depth)
    {
        if (depth > MaximumDepth) throw new InvalidDataException($"its footer nests deeper than {MaximumDepth} levels");
        var head = Byte();
        var count = Counted(head >> 4 == 15 ? Varint() : (ulong)(head >> 4));
        for (var i = 0; i < count; i++) SkipValue(head & 15, depth + 1);
    }

    private void SkipMap(int depth)
    {
        var count = Counted(Varint());
        if (count == 0) return;
        var types = Byte();
        for (var i = 0; i < count; i++)
        {
            SkipValue(types >> 4, depth + 1);
            SkipValue(types & 15, depth + 1);
        }
    }

    /// <summary>An element takes a byte at least.</summary>
    private readonly int Counted(ulong count) => count <= (ulong)(_data.Length - _at)
        ? (int)count
        : throw new InvalidDataException($"its footer claims a list of {count} in {_data.Length - _at} bytes");

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }
        throw new InvalidDataException("its footer has a number of more than ten bytes");
    }

    private int Byte()
    {
        Advance(1);
        return _data[_at - 1];
    }

    private void Advance(ulong count)
    {
        if (count > (ulong)(_data.Length - _at)) throw new InvalidDataException("its footer ends too early");
        _at += (int)count;
    }
}
