using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using Parquet.Codecs;
using Parquet.Encodings;
using Parquet.Format;
using Parquet.Schema;

namespace Parquet.Columns;

/// <summary>Writes one column chunk: a dictionary page where values repeat, then one first-version data page.</summary>
internal static class ChunkWriter
{
    /// <summary>A dictionary is worth its page up to this share of distinct values.</summary>
    private const double DictionaryShare = 0.8;

    public static ChunkInfo Write(DataField field, ColumnData column, Stream output, CompressionMethod codec, CompressionLevel level)
    {
        var start = output.Position;
        long uncompressed = 0;
        long? dictionaryOffset = null;
        var indices = Distinct(field.Type, column.Values, out var distinct);
        if (indices is not null)
        {
            dictionaryOffset = output.Position;
            uncompressed += WritePage(output, Plain(field.Type, distinct), PageType.Dictionary, distinct.Count, Encoding.PLAIN, codec, level, field);
        }
        var body = new MemoryStream();
        WriteLevels(body, column.Repetitions, field.MaxRepetitionLevel);
        WriteLevels(body, column.Definitions, field.MaxDefinitionLevel);
        if (indices is null)
        {
            body.Write(Plain(field.Type, column.Values));
        }
        else
        {
            var bitWidth = distinct.Count == 1 ? 1 : BitOperations.Log2((uint)distinct.Count - 1) + 1;
            body.WriteByte((byte)bitWidth);
            HybridRle.Encode(indices, bitWidth, body);
        }
        var dataOffset = output.Position;
        var encoding = indices is null ? Encoding.PLAIN : Encoding.RLE_DICTIONARY;
        uncompressed += WritePage(output, body.ToArray(), PageType.Data, column.Entries, encoding, codec, level, field);
        return new ChunkInfo(field.Type.Physical, field.Path.ToList(), codec, column.Entries, output.Position - start, dataOffset)
        {
            DictionaryOffset = dictionaryOffset,
            Uncompressed = uncompressed,
            NullCount = column.Entries - column.Values.Length,
            Encodings = indices is null ? [Encoding.PLAIN, Encoding.RLE] : [Encoding.PLAIN, Encoding.RLE, Encoding.RLE_DICTIONARY],
        };
    }

    private static long WritePage(
        Stream output, byte[] page, PageType type, int values, Encoding encoding, CompressionMethod codec, CompressionLevel level, DataField field)
    {
        if (page.Length > Codec.MaximumPage)
        {
            throw new NotSupportedException($"Column '{field.Path}' has {page.Length} bytes in one row group; at most {Codec.MaximumPage} are written. Make RowGroupSize smaller.");
        }
        var packed = Codec.Pack(codec, level, page);
        var head = new PageHeader(type, page.Length, packed.Length) { Values = values, Encoding = encoding }.Write();
        output.Write(head);
        output.Write(packed);
        return head.Length + page.Length;
    }

    private static int[]? Distinct(LeafType type, object[] values, out List<object> distinct)
    {
        distinct = [];
        if (values.Length < 2 || type.Kind is LeafKind.Boolean or LeafKind.Bytes or LeafKind.Float or LeafKind.Double) return null;
        var places = new Dictionary<object, int>();
        var indices = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!places.TryGetValue(values[i], out indices[i]))
            {
                if (places.Count + 1 > values.Length * DictionaryShare) return null;
                indices[i] = places.Count;
                places.Add(values[i], places.Count);
                distinct.Add(values[i]);
            }
        }
        return indices;
    }

    private static void WriteLevels(MemoryStream body, byte[]? levels, int maximum)
    {
        if (levels is null) return;
        var runs = new MemoryStream();
        HybridRle.Encode(Array.ConvertAll(levels, static level => (int)level), BitOperations.Log2((uint)maximum) + 1, runs);
        WriteInt32(body, (int)runs.Length);
        runs.WriteTo(body);
    }

    private static byte[] Plain(LeafType type, IReadOnlyList<object> values)
    {
        var bytes = new MemoryStream();
        Span<byte> eight = stackalloc byte[8];
        switch (type.Kind)
        {
            case LeafKind.Boolean:
                var bits = new byte[(values.Count + 7) / 8];
                for (var i = 0; i < values.Count; i++) bits[i >> 3] |= (byte)((bool)values[i] ? 1 << (i & 7) : 0);
                return bits;
            case LeafKind.Int32:
                foreach (var value in values) WriteInt32(bytes, (int)value);
                break;
            case LeafKind.Int64:
                foreach (var value in values)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(eight, (long)value);
                    bytes.Write(eight);
                }
                break;
            case LeafKind.Float:
                foreach (var value in values) WriteInt32(bytes, BitConverter.SingleToInt32Bits((float)value));
                break;
            case LeafKind.Double:
                foreach (var value in values)
                {
                    BinaryPrimitives.WriteDoubleLittleEndian(eight, (double)value);
                    bytes.Write(eight);
                }
                break;
            default:
                foreach (var value in values)
                {
                    var text = value as byte[] ?? StrictUtf8((string)value);
                    WriteInt32(bytes, text.Length);
                    bytes.Write(text);
                }
                break;
        }
        return bytes.ToArray();
    }

    private static byte[] StrictUtf8(string text)
    {
        try
        {
            return new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
        }
        catch (System.Text.EncoderFallbackException fault)
        {
            throw new ArgumentException($"A text of {text.Length} characters holds half a surrogate pair, which UTF-8 cannot say.", nameof(text), fault);
        }
    }

    private static void WriteInt32(MemoryStream bytes, int value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, value);
        bytes.Write(four);
    }
}
