using System.Buffers.Binary;

namespace Parquet.Codecs;

/// <summary>
/// Unpacks Zstandard frames (RFC 8878) without dictionaries. Frame checksums are passed over: a page has its own CRC and size.
/// </summary>
internal sealed class Zstd
{
    private const uint Magic = 0xFD2FB528;
    private const int MaximumBlock = 1 << 17;

    private static readonly int[] LiteralDefaults =
        [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1];

    private static readonly int[] OffsetDefaults = [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1];

    private static readonly int[] MatchDefaults =
    [
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, -1, -1, -1, -1, -1, -1, -1,
    ];

    private static readonly int[] LiteralBits = [.. new int[16], 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    private static readonly int[] MatchBits = [.. new int[32], 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    private static readonly int[] LiteralBases = Bases(LiteralBits, 0);
    private static readonly int[] MatchBases = Bases(MatchBits, 3);

    private readonly byte[] _output;
    private readonly int[] _recent = [1, 4, 8];
    private int _filled;
    private int _frameStart;
    private HuffmanTable? _huffman;
    private FseTable? _literalTable, _offsetTable, _matchTable;

    private Zstd(int size) => _output = new byte[size];

    public static byte[] Unpack(ReadOnlySpan<byte> packed, int size)
    {
        // A block takes four bytes and makes 128 KiB at most.
        if (size > ((packed.Length / 4L) + 1) * MaximumBlock) throw new InvalidDataException($"{packed.Length} bytes of Zstandard cannot hold {size}.");
        var state = new Zstd(size);
        while (packed.Length > 0) packed = state.ReadFrame(packed);
        return state._filled == size ? state._output : throw new InvalidDataException($"The Zstandard frames hold {state._filled} bytes where {size} belong.");
    }

    private static int[] Bases(int[] bits, int first)
    {
        var bases = new int[bits.Length];
        for (var code = 0; code < bits.Length; code++)
        {
            bases[code] = first;
            first += 1 << bits[code];
        }
        return bases;
    }

    private ReadOnlySpan<byte> ReadFrame(ReadOnlySpan<byte> data)
    {
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if ((magic & 0xFFFFFFF0) == 0x184D2A50)
        {
            var skip = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            return skip <= data.Length - 8 ? data[(8 + (int)skip)..] : throw Broken();
        }
        if (magic != Magic) throw new InvalidDataException("No Zstandard frame begins there.");
        var descriptor = data[4];
        var single = (descriptor & 32) != 0;
        if ((descriptor & 8) != 0) throw Broken();
        var sizeBytes = (descriptor >> 6) switch { 0 => single ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        var dictionaryBytes = (descriptor & 3) switch { 3 => 4, var bytes => bytes };
        var at = 5 + (single ? 0 : 1);
        for (var i = 0; i < dictionaryBytes; i++)
        {
            if (data[at + i] != 0) throw new InvalidDataException("The Zstandard frame needs a dictionary, which is not supported.");
        }
        data = data[(at + dictionaryBytes + sizeBytes)..];

        _frameStart = _filled;
        (_recent[0], _recent[1], _recent[2]) = (1, 4, 8);
        _huffman = null;
        (_literalTable, _offsetTable, _matchTable) = (null, null, null);
        bool last;
        do
        {
            var head = data[0] | (data[1] << 8) | (data[2] << 16);
            last = (head & 1) != 0;
            var size = head >> 3;
            data = data[3..];
            switch ((head >> 1) & 3)
            {
                case 0:
                    Append(data[..size]);
                    data = data[size..];
                    break;
                case 1:
                    if (size > MaximumBlock) throw Broken();
                    Room(size).Fill(data[0]);
                    data = data[1..];
                    break;
                case 2:
                    ReadBlock(data[..size]);
                    data = data[size..];
                    break;
                default:
                    throw Broken();
            }
        }
        while (!last);
        return (descriptor & 4) != 0 ? data[4..] : data;
    }

    private void ReadBlock(ReadOnlySpan<byte> block)
    {
        var literals = ReadLiterals(ref block);
        var count = (int)block[0];
        var at = 1;
        if (count >= 128)
        {
            count = count < 255 ? ((count - 128) << 8) + block[1] : block[1] + (block[2] << 8) + 0x7F00;
            at = block[0] < 255 ? 2 : 3;
        }
        if (count == 0)
        {
            Append(literals);
            return;
        }
        var modes = block[at];
        if ((modes & 3) != 0) throw Broken();
        block = block[(at + 1)..];
        _literalTable = ReadTable(ref block, modes >> 6, _literalTable, LiteralDefaults, 6, 9, LiteralBits.Length);
        _offsetTable = ReadTable(ref block, (modes >> 4) & 3, _offsetTable, OffsetDefaults, 5, 8, 32);
        _matchTable = ReadTable(ref block, (modes >> 2) & 3, _matchTable, MatchDefaults, 6, 9, MatchBits.Length);
        RunSequences(new BackwardBits(block), count, literals);
    }

    private void RunSequences(BackwardBits bits, int count, ReadOnlySpan<byte> literals)
    {
        if (_literalTable is null || _offsetTable is null || _matchTable is null) throw Broken();
        var blockStart = _filled;
        var literalState = bits.Read(_literalTable.Accuracy);
        var offsetState = bits.Read(_offsetTable.Accuracy);
        var matchState = bits.Read(_matchTable.Accuracy);
        for (var left = count; left > 0; left--)
        {
            var offsetCode = _offsetTable.Symbols[offsetState];
            var matchCode = _matchTable.Symbols[matchState];
            var literalCode = _literalTable.Symbols[literalState];
            if (offsetCode > 30) throw Broken();
            var offset = (1L << offsetCode) + (uint)bits.Read(offsetCode);
            var match = MatchBases[matchCode] + bits.Read(MatchBits[matchCode]);
            var run = LiteralBases[literalCode] + bits.Read(LiteralBits[literalCode]);
            if (left > 1)
            {
                literalState = _literalTable.Next(literalState, ref bits);
                matchState = _matchTable.Next(matchState, ref bits);
                offsetState = _offsetTable.Next(offsetState, ref bits);
            }
            if (run > literals.Length) throw Broken();
            Append(literals[..run]);
            literals = literals[run..];
            Copy(Distance(offset, run), match);
            if (_filled - blockStart > MaximumBlock) throw Broken();
        }
        if (!bits.AtEnd) throw Broken();
        Append(literals);
    }

    /// <summary>Turns an offset value into a distance; values 1 to 3 name one of the three last distances.</summary>
    private int Distance(long value, int run)
    {
        int distance;
        if (value > 3)
        {
            distance = (int)Math.Min(value - 3, int.MaxValue);
            (_recent[2], _recent[1], _recent[0]) = (_recent[1], _recent[0], distance);
            return distance;
        }
        var index = (int)value - (run == 0 ? 0 : 1);
        distance = index == 3 ? _recent[0] - 1 : _recent[index];
        if (index > 1) _recent[2] = _recent[1];
        if (index > 0) (_recent[1], _recent[0]) = (_recent[0], distance);
        return distance;
    }

    private void Copy(int distance, int length)
    {
        if (distance <= 0 || distance > _filled - _frameStart) throw Broken();
        var target = Room(length);
        for (int i = 0, from = _filled - length - distance; i < target.Length; i++) target[i] = _output[from + i];
    }

    private byte[] ReadLiterals(ref ReadOnlySpan<byte> block)
    {
        var kind = block[0] & 3;
        var format = (block[0] >> 2) & 3;
        if (kind < 2)
        {
            var (headBytes, count) = format switch
            {
                1 => (2, (block[0] | (block[1] << 8)) >> 4),
                3 => (3, (block[0] | (block[1] << 8) | (block[2] << 16)) >> 4),
                _ => (1, block[0] >> 3),
            };
            if (count > MaximumBlock) throw Broken();
            block = block[headBytes..];
            if (kind == 1)
            {
                var repeated = new byte[count];
                Array.Fill(repeated, block[0]);
                block = block[1..];
                return repeated;
            }
            var raw = block[..count].ToArray();
            block = block[count..];
            return raw;
        }
        var head = format < 2 ? 3 : format + 2;
        var bitsEach = format < 2 ? 10 : format == 2 ? 14 : 18;
        ulong packedHead = 0;
        for (var i = 0; i < head; i++) packedHead |= (ulong)block[i] << (8 * i);
        var size = (int)(packedHead >> 4) & ((1 << bitsEach) - 1);
        var packedSize = (int)(packedHead >> (4 + bitsEach)) & ((1 << bitsEach) - 1);
        if (size > MaximumBlock) throw Broken();
        var packed = block.Slice(head, packedSize);
        block = block[(head + packedSize)..];
        if (kind == 2) _huffman = HuffmanTable.Read(ref packed);
        if (_huffman is null) throw Broken();

        var literals = new byte[size];
        if (format == 0)
        {
            _huffman.Decode(packed, literals);
            return literals;
        }
        var part = (size + 3) / 4;
        var first = packed[0] | (packed[1] << 8);
        var second = packed[2] | (packed[3] << 8);
        var third = packed[4] | (packed[5] << 8);
        packed = packed[6..];
        _huffman.Decode(packed[..first], literals.AsSpan(0, part));
        _huffman.Decode(packed.Slice(first, second), literals.AsSpan(part, part));
        _huffman.Decode(packed.Slice(first + second, third), literals.AsSpan(2 * part, part));
        _huffman.Decode(packed[(first + second + third)..], literals.AsSpan(3 * part));
        return literals;
    }

    private static FseTable? ReadTable(ref ReadOnlySpan<byte> block, int mode, FseTable? last, int[] defaults, int accuracy, int maximum, int symbols)
    {
        switch (mode)
        {
            case 0:
                return FseTable.Build(defaults, accuracy);
            case 1:
                var symbol = block[0];
                block = block[1..];
                return symbol < symbols ? FseTable.Always(symbol) : throw Broken();
            case 2:
                return FseTable.Read(ref block, maximum, symbols);
            default:
                return last;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    private Span<byte> Room(int count)
    {
        if (count > _output.Length - _filled) throw new InvalidDataException("The Zstandard frames hold more than was promised.");
        var room = _output.AsSpan(_filled, count);
        _filled += count;
        return room;
    }

    internal static InvalidDataException Broken() => new("The Zstandard frame is damaged.");
}
