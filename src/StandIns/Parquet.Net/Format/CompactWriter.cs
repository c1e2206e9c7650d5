namespace Parquet.Format;

/// <summary>Writes Thrift's compact protocol. Fields of a struct are written in rising order of their ids.</summary>
internal sealed class CompactWriter
{
    private readonly List<byte> _bytes = [];
    private readonly Stack<int> _outer = new();
    private int _last;

    public byte[] ToArray() => _bytes.ToArray();

    public void Int32(int id, int value)
    {
        Head(id, CompactType.Int32);
        Varint(Zigzag(value));
    }

    public void Int64(int id, long value)
    {
        Head(id, CompactType.Int64);
        Varint(Zigzag(value));
    }

    public void Int8(int id, sbyte value)
    {
        Head(id, CompactType.Byte);
        _bytes.Add((byte)value);
    }

    public void Boolean(int id, bool value) => Head(id, value ? CompactType.True : CompactType.False);

    public void Text(int id, string value)
    {
        Head(id, CompactType.Binary);
        TextElement(value);
    }

    public void TextElement(string value)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(value);
        Varint((ulong)bytes.Length);
        _bytes.AddRange(bytes);
    }

    public void Int32Element(int value) => Varint(Zigzag(value));

    public void List(int id, CompactType elements, int count)
    {
        Head(id, CompactType.List);
        if (count < 15)
        {
            _bytes.Add((byte)((count << 4) | (int)elements));
            return;
        }
        _bytes.Add((byte)(0xF0 | (int)elements));
        Varint((ulong)count);
    }

    /// <summary>Opens a struct that is a field.</summary>
    public void Open(int id)
    {
        Head(id, CompactType.Struct);
        Open();
    }

    /// <summary>Opens a struct that is an element of a list.</summary>
    public void Open()
    {
        _outer.Push(_last);
        _last = 0;
    }

    public void Close()
    {
        _bytes.Add(0);
        _last = _outer.Pop();
    }

    private void Head(int id, CompactType type)
    {
        var step = id - _last;
        if (step is < 1 or > 15) throw new InvalidOperationException($"Field {id} after field {_last}: out of order.");
        _bytes.Add((byte)((step << 4) | (int)type));
        _last = id;
    }

    private void Varint(ulong value)
    {
        for (; value > 127; value >>= 7) _bytes.Add((byte)(value | 128));
        _bytes.Add((byte)value);
    }

    private static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
