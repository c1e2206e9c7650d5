using System.Text;

namespace Parquet.Format;

/// <summary>The types of Thrift's compact protocol, as they stand in a field header.</summary>
internal enum CompactType : byte
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
    Uuid = 13,
}

/// <summary>
/// Reads Thrift's compact protocol from untrusted bytes: every length is checked against the bytes that are left, and
/// what is skipped may nest <see cref="MaximumDepth"/> deep at most.
/// </summary>
internal ref struct CompactReader(ReadOnlySpan<byte> data, string what)
{
    private const int MaximumDepth = 24;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _data = data;
    private readonly string _what = what;

    /// <summary>How many bytes have been read.</summary>
    public int Position { get; private set; }

    private readonly int Left => _data.Length - Position;

    /// <summary>Reads a field header; false at the end of the struct. <paramref name="id"/> starts at 0 and is carried from field to field.</summary>
    public bool NextField(ref int id, out CompactType type)
    {
        var head = ReadByte();
        type = (CompactType)(head & 15);
        if (type == CompactType.Stop) return false;
        if (type > CompactType.Uuid) throw Broken($"has a field of the unknown Thrift type {(int)type}");
        var step = head >> 4;
        var next = step == 0 ? Unzigzag(ReadVarint()) : id + step;
        if (next is < short.MinValue or > short.MaxValue) throw Broken($"has a field of the id {next}");
        id = (int)next;
        return true;
    }

    public int ReadInt32(CompactType type) => checked((int)ReadInteger(type, CompactType.Int32));

    public long ReadInt64(CompactType type) => ReadInteger(type, CompactType.Int64);

    public int ReadInt8(CompactType type)
    {
        Expect(type, CompactType.Byte);
        return (sbyte)ReadByte();
    }

    public readonly bool ReadBoolean(CompactType type) => type switch
    {
        CompactType.True => true,
        CompactType.False => false,
        _ => throw Broken($"has a {type} where a boolean belongs"),
    };

    public string ReadText(CompactType type)
    {
        Expect(type, CompactType.Binary);
        var bytes = Take(ReadLength(1));
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Broken("has a text that is not UTF-8");
        }
    }

    /// <summary>Reads a list's head. An element takes at least one byte, so a count beyond the bytes left is refused before anything is allocated.</summary>
    public int ReadListHead(CompactType type, CompactType elements)
    {
        Expect(type, CompactType.List);
        var count = ReadListHead(out var found);
        if (count > 0 && found != elements) throw Broken($"has a list of {found} where a list of {elements} belongs");
        return count;
    }

    public void Skip(CompactType type) => Skip(type, 0);

    private void Skip(CompactType type, int depth)
    {
        if (depth > MaximumDepth) throw Broken($"nests deeper than {MaximumDepth} levels");
        switch (type)
        {
            case CompactType.True or CompactType.False:
                break;
            case CompactType.Byte:
                Take(1);
                break;
            case CompactType.Int16 or CompactType.Int32 or CompactType.Int64:
                ReadVarint();
                break;
            case CompactType.Double:
                Take(8);
                break;
            case CompactType.Uuid:
                Take(16);
                break;
            case CompactType.Binary:
                Take(ReadLength(1));
                break;
            case CompactType.List or CompactType.Set:
                var count = ReadListHead(out var elements);
                for (var i = 0; i < count; i++) SkipElement(elements, depth + 1);
                break;
            case CompactType.Map:
                SkipMap(depth + 1);
                break;
            case CompactType.Struct:
                var id = 0;
                while (NextField(ref id, out var field)) Skip(field, depth + 1);
                break;
            default:
                throw Broken($"has a value of the unknown Thrift type {(int)type}");
        }
    }

    private void SkipMap(int depth)
    {
        var count = ReadLength(2);
        if (count == 0) return;
        var types = ReadByte();
        for (var i = 0; i < count; i++)
        {
            SkipElement((CompactType)(types >> 4), depth);
            SkipElement((CompactType)(types & 15), depth);
        }
    }

    private void SkipElement(CompactType type, int depth)
    {
        // Inside a collection a boolean takes a byte of its own.
        if (type is CompactType.True or CompactType.False) Take(1);
        else Skip(type, depth);
    }

    private int ReadListHead(out CompactType elements)
    {
        var head = ReadByte();
        elements = (CompactType)(head & 15);
        var count = head >> 4;
        if (count == 15) return ReadLength(1);
        return count <= Left ? count : throw Broken($"claims a list of {count} with {Left} bytes left");
    }

    private int ReadLength(int bytesEach)
    {
        var length = ReadVarint();
        return length <= (ulong)(Left / bytesEach)
            ? (int)length
            : throw Broken($"claims a length of {length} with {Left} bytes left");
    }

    private long ReadInteger(CompactType type, CompactType wanted)
    {
        Expect(type, wanted);
        var value = Unzigzag(ReadVarint());
        if (wanted == CompactType.Int32 && value is < int.MinValue or > int.MaxValue) throw Broken($"has {value} where 32 bits belong");
        return value;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }
        throw Broken("has a varint of more than ten bytes");
    }

    private static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private byte ReadByte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left) throw Broken("ends too early");
        var taken = _data.Slice(Position, count);
        Position += count;
        return taken;
    }

    private readonly void Expect(CompactType found, CompactType wanted)
    {
        if (found != wanted) throw Broken($"has a {found} where a {wanted} belongs");
    }

    private readonly ParquetException Broken(string fault) => new($"The {_what} {fault} (byte {Position}). The file is damaged.");
}
