using System.Numerics;

namespace Parquet.Codecs;

/// <summary>Bits read from the end of a stream towards its start; the highest set bit of the last byte marks the beginning.</summary>
internal ref struct BackwardBits
{
    private readonly ReadOnlySpan<byte> _data;
    private int _left;

    public BackwardBits(ReadOnlySpan<byte> data)
    {
        if (data.Length == 0 || data[^1] == 0) throw Zstd.Broken();
        _data = data;
        _left = (data.Length * 8) - (8 - BitOperations.Log2(data[^1]));
    }

    /// <summary>All bits are read, and no more.</summary>
    public readonly bool AtEnd => _left == 0;

    /// <summary>More bits were asked for than there are; they read as zeros.</summary>
    public readonly bool Overrun => _left < 0;

    public int Read(int count)
    {
        var value = Peek(count);
        _left -= count;
        if (_left < -64) throw Zstd.Broken();
        return value;
    }

    public void Skip(int count) => _left -= count;

    public readonly int Peek(int count)
    {
        var value = 0;
        for (int got = 0, at = _left - count; got < count;)
        {
            if (at < 0)
            {
                var missing = Math.Min(-at, count - got);
                got += missing;
                at += missing;
                continue;
            }
            var from = at & 7;
            var take = Math.Min(8 - from, count - got);
            value |= ((_data[at >> 3] >> from) & ((1 << take) - 1)) << got;
            got += take;
            at += take;
        }
        return value;
    }
}

/// <summary>A decoding table of finite state entropy (RFC 8878, 4.1).</summary>
internal sealed class FseTable
{
    private readonly byte[] _bits;
    private readonly ushort[] _bases;

    private FseTable(int accuracy)
    {
        Accuracy = accuracy;
        Symbols = new byte[1 << accuracy];
        _bits = new byte[1 << accuracy];
        _bases = new ushort[1 << accuracy];
    }

    public int Accuracy { get; }

    public byte[] Symbols { get; }

    public int Next(int state, ref BackwardBits bits) => _bases[state] + bits.Read(_bits[state]);

    public static FseTable Always(byte symbol)
    {
        var table = new FseTable(0);
        table.Symbols[0] = symbol;
        return table;
    }

    public static FseTable Read(ref ReadOnlySpan<byte> data, int maximumAccuracy, int maximumSymbols)
    {
        var at = 0;
        var accuracy = Forward(data, ref at, 4) + 5;
        if (accuracy > maximumAccuracy) throw Zstd.Broken();
        var shares = new List<int>();
        for (var left = 1 << accuracy; left > 0;)
        {
            var width = BitOperations.Log2((uint)left + 1) + 1;
            var value = Forward(data, ref at, width);
            var low = (1 << (width - 1)) - 1;
            var spare = (1 << width) - 2 - left;
            if ((value & low) < spare)
            {
                at--;
                value &= low;
            }
            else if (value > low)
            {
                value -= spare;
            }
            var share = value - 1;
            left -= Math.Abs(share);
            shares.Add(share);
            for (var repeat = share == 0 ? 3 : 0; repeat == 3;)
            {
                repeat = Forward(data, ref at, 2);
                for (var i = 0; i < repeat; i++) shares.Add(0);
                if (shares.Count > maximumSymbols) throw Zstd.Broken();
            }
            if (left < 0 || shares.Count > maximumSymbols) throw Zstd.Broken();
        }
        data = data[((at + 7) / 8)..];
        return Build([.. shares], accuracy);
    }

    /// <summary>Builds a table from each symbol's number of states; −1 stands for one state at the end of the table.</summary>
    public static FseTable Build(int[] shares, int accuracy)
    {
        var table = new FseTable(accuracy);
        var size = 1 << accuracy;
        var high = size;
        var next = new int[shares.Length];
        for (var symbol = 0; symbol < shares.Length; symbol++)
        {
            next[symbol] = Math.Abs(shares[symbol]);
            if (shares[symbol] == -1) table.Symbols[--high] = (byte)symbol;
        }
        var place = 0;
        for (var symbol = 0; symbol < shares.Length; symbol++)
        {
            for (var i = 0; i < shares[symbol]; i++)
            {
                table.Symbols[place] = (byte)symbol;
                do place = (place + (size >> 1) + (size >> 3) + 3) & (size - 1);
                while (place >= high);
            }
        }
        for (var state = 0; state < size; state++)
        {
            var count = next[table.Symbols[state]]++;
            var bits = accuracy - BitOperations.Log2((uint)count);
            table._bits[state] = (byte)bits;
            table._bases[state] = (ushort)((count << bits) - size);
        }
        return table;
    }

    private static int Forward(ReadOnlySpan<byte> data, ref int at, int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++, at++)
        {
            // The last field may be read one bit wider than it is.
            var bit = (at >> 3) < data.Length ? (data[at >> 3] >> (at & 7)) & 1 : (at >> 3) == data.Length ? 0 : throw Zstd.Broken();
            value |= bit << i;
        }
        return value;
    }
}

/// <summary>The prefix code of a block's literals (RFC 8878, 4.2).</summary>
internal sealed class HuffmanTable
{
    private const int MaximumBits = 11;

    private readonly int _width;
    private readonly byte[] _symbols;
    private readonly byte[] _bits;

    private HuffmanTable(int width)
    {
        _width = width;
        _symbols = new byte[1 << width];
        _bits = new byte[1 << width];
    }

    public static HuffmanTable Read(ref ReadOnlySpan<byte> data)
    {
        var head = data[0];
        data = data[1..];
        List<int> weights;
        if (head >= 128)
        {
            weights = [];
            for (var i = 0; i < head - 127; i++) weights.Add((i & 1) == 0 ? data[i / 2] >> 4 : data[i / 2] & 15);
            data = data[((head - 126) / 2)..];
        }
        else
        {
            weights = ReadWeights(data[..head]);
            data = data[head..];
        }
        return Build(weights);
    }

    public void Decode(ReadOnlySpan<byte> packed, Span<byte> literals)
    {
        var bits = new BackwardBits(packed);
        foreach (ref var literal in literals)
        {
            var code = bits.Peek(_width);
            literal = _symbols[code];
            bits.Skip(_bits[code]);
            if (bits.Overrun) throw Zstd.Broken();
        }
        if (!bits.AtEnd) throw Zstd.Broken();
    }

    private static List<int> ReadWeights(ReadOnlySpan<byte> data)
    {
        var table = FseTable.Read(ref data, 6, 256);
        var bits = new BackwardBits(data);
        int even = bits.Read(table.Accuracy), odd = bits.Read(table.Accuracy);
        var weights = new List<int>();
        while (true)
        {
            weights.Add(table.Symbols[even]);
            even = table.Next(even, ref bits);
            if (bits.Overrun)
            {
                weights.Add(table.Symbols[odd]);
                break;
            }
            weights.Add(table.Symbols[odd]);
            odd = table.Next(odd, ref bits);
            if (bits.Overrun)
            {
                weights.Add(table.Symbols[even]);
                break;
            }
            if (weights.Count > 255) throw Zstd.Broken();
        }
        return weights;
    }

    private static HuffmanTable Build(List<int> weights)
    {
        if (weights.Count > 255) throw Zstd.Broken();
        var sum = 0;
        foreach (var weight in weights)
        {
            if (weight > MaximumBits) throw Zstd.Broken();
            sum += weight > 0 ? 1 << (weight - 1) : 0;
        }
        if (sum == 0) throw Zstd.Broken();
        var width = BitOperations.Log2((uint)sum) + 1;
        var rest = (1 << width) - sum;
        if (width > MaximumBits || !BitOperations.IsPow2(rest)) throw Zstd.Broken();
        weights.Add(BitOperations.Log2((uint)rest) + 1);

        var table = new HuffmanTable(width);
        var at = 0;
        for (var weight = 1; weight <= width; weight++)
        {
            for (var symbol = 0; symbol < weights.Count; symbol++)
            {
                if (weights[symbol] != weight) continue;
                var states = 1 << (weight - 1);
                table._symbols.AsSpan(at, states).Fill((byte)symbol);
                table._bits.AsSpan(at, states).Fill((byte)(width + 1 - weight));
                at += states;
            }
        }
        return at == 1 << width ? table : throw Zstd.Broken();
    }
}
