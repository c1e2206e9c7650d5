using System.Buffers.Binary;
using Parquet.Format;
using Parquet.Schema;

namespace Parquet.Encodings;

/// <summary>Decodes the values of a page, whatever their encoding, into .NET objects.</summary>
internal static class ValueDecoder
{
    public static object[] Decode(LeafType leaf, Encoding encoding, ReadOnlySpan<byte> data, int count, object[]? dictionary, string column)
    {
        if (count == 0) return [];
        switch (encoding)
        {
            case Encoding.PLAIN:
                return Plain(leaf, data, count);
            case Encoding.PLAIN_DICTIONARY or Encoding.RLE_DICTIONARY:
                return FromDictionary(data, count, dictionary ?? throw new ParquetException($"Column '{column}' has indices but no dictionary. The file is damaged."));
            case Encoding.RLE when leaf.Physical == PhysicalType.Boolean:
                return Booleans(data, count);
            case Encoding.DELTA_BINARY_PACKED when leaf.Physical is PhysicalType.Int32 or PhysicalType.Int64:
                var integers = Delta.Integers(data, count, out _);
                return Array.ConvertAll(integers, value => leaf.Physical == PhysicalType.Int32 ? leaf.FromInt32(unchecked((int)value)) : leaf.FromInt64(value));
            case Encoding.DELTA_LENGTH_BYTE_ARRAY when leaf.Physical == PhysicalType.ByteArray:
                return Array.ConvertAll(Delta.Texts(data, count), bytes => leaf.FromBytes(bytes));
            case Encoding.DELTA_BYTE_ARRAY when leaf.Physical is PhysicalType.ByteArray or PhysicalType.FixedLengthByteArray:
                return Array.ConvertAll(Delta.Beginnings(data, count), bytes => FromFixed(leaf, bytes));
            case Encoding.BYTE_STREAM_SPLIT when leaf.FixedWidth > 0:
                return Plain(leaf, Unsplit(data, count, leaf.FixedWidth), count);
            default:
                throw new ParquetException(
                    $"Column '{column}' holds {leaf.Physical} values in the encoding {encoding}, which is not read here. "
                    + "Write the file again with PLAIN or dictionary encoding.");
        }
    }

    private static object FromFixed(LeafType leaf, byte[] bytes)
    {
        if (leaf.FixedWidth > 0 && bytes.Length != leaf.FixedWidth)
        {
            throw new ParquetException($"A value of {bytes.Length} bytes where {leaf.FixedWidth} belong. The file is damaged.");
        }
        return leaf.FromBytes(bytes);
    }

    private static object[] Plain(LeafType leaf, ReadOnlySpan<byte> data, int count)
    {
        var width = leaf.FixedWidth;
        var needed = leaf.Physical switch
        {
            PhysicalType.Boolean => (count + 7L) / 8,
            PhysicalType.ByteArray => count * 4L,
            _ => (long)count * width,
        };
        if (needed > data.Length) throw new ParquetException($"A page claims {count} values in {data.Length} bytes. The file is damaged.");
        var values = new object[count];
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            switch (leaf.Physical)
            {
                case PhysicalType.Boolean:
                    values[i] = leaf.FromBoolean(((data[i >> 3] >> (i & 7)) & 1) == 1);
                    break;
                case PhysicalType.ByteArray:
                    if (data.Length - at < 4) throw new ParquetException("A page ends within a value. The file is damaged.");
                    var length = BinaryPrimitives.ReadInt32LittleEndian(data[at..]);
                    at += 4;
                    if (length < 0 || length > data.Length - at) throw new ParquetException($"A value claims {length} bytes with {data.Length - at} left. The file is damaged.");
                    values[i] = leaf.FromBytes(data.Slice(at, length));
                    at += length;
                    break;
                default:
                    values[i] = leaf.FromPlain(data.Slice(i * width, width));
                    break;
            }
        }
        return values;
    }

    private static object[] FromDictionary(ReadOnlySpan<byte> data, int count, object[] dictionary)
    {
        if (data.Length == 0) throw new ParquetException("A page of indices is empty. The file is damaged.");
        var indices = new int[count];
        HybridRle.Decode(data[1..], data[0], indices);
        return Array.ConvertAll(indices, index => (uint)index < (uint)dictionary.Length
            ? dictionary[index]
            : throw new ParquetException($"Index {index} into a dictionary of {dictionary.Length} values. The file is damaged."));
    }

    private static object[] Booleans(ReadOnlySpan<byte> data, int count)
    {
        if (data.Length < 4) throw new ParquetException("A page of booleans ends too early. The file is damaged.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(data);
        if (length < 0 || length > data.Length - 4) throw new ParquetException($"A page of booleans claims {length} bytes of {data.Length - 4}. The file is damaged.");
        var bits = new int[count];
        HybridRle.Decode(data.Slice(4, length), 1, bits);
        return Array.ConvertAll(bits, bit => bit == 1 ? LeafType.True : LeafType.False);
    }

    /// <summary>BYTE_STREAM_SPLIT: all first bytes, then all second bytes …</summary>
    private static byte[] Unsplit(ReadOnlySpan<byte> data, int count, int width)
    {
        if (data.Length != (long)count * width) throw new ParquetException($"BYTE_STREAM_SPLIT has {data.Length} bytes for {count} values of {width}. The file is damaged.");
        var whole = new byte[data.Length];
        for (var i = 0; i < count; i++)
        {
            for (var part = 0; part < width; part++) whole[(i * width) + part] = data[(part * count) + i];
        }
        return whole;
    }
}
