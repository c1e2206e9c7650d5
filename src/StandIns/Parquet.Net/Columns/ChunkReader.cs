using System.Buffers.Binary;
using System.Numerics;
using Parquet.Codecs;
using Parquet.Encodings;
using Parquet.Format;
using Parquet.Schema;

namespace Parquet.Columns;

/// <summary>Reads the pages of one column chunk.</summary>
internal sealed class ChunkReader
{
    private const int MaximumPageValues = 1 << 25;
    private const int MaximumValues = 1 << 27;

    private readonly DataField _field;
    private readonly ChunkInfo _chunk;
    private readonly string _column;
    private readonly List<byte> _definitions = [];
    private readonly List<byte> _repetitions = [];
    private readonly List<object> _values = [];
    private object[]? _dictionary;
    private int _entries;

    private ChunkReader(DataField field, ChunkInfo chunk)
    {
        _field = field;
        _chunk = chunk;
        _column = field.Path.ToString();
    }

    /// <summary>Reads all pages of a chunk, given as it lies in the file.</summary>
    public static ColumnData Read(DataField field, ChunkInfo chunk, ReadOnlyMemory<byte> bytes, long rows)
    {
        if (chunk.Values > MaximumValues)
        {
            throw new ParquetException($"Column '{field.Path}' claims {chunk.Values} values in one row group; more than {MaximumValues} are refused. Write smaller row groups.");
        }
        var reader = new ChunkReader(field, chunk);
        while (reader._entries < chunk.Values) bytes = reader.ReadPage(bytes);
        return reader.Finish(rows);
    }

    private ColumnData Finish(long rows)
    {
        var starts = _field.MaxRepetitionLevel == 0 ? _entries : _repetitions.Count(level => level == 0);
        if (starts != rows) throw new ParquetException($"Column '{_column}' holds {starts} rows, its row group {rows}. The file is damaged.");
        if (_repetitions.Count > 0 && _repetitions[0] != 0) throw new ParquetException($"Column '{_column}' begins inside a row. The file is damaged.");
        return new ColumnData(
            _entries,
            _field.MaxDefinitionLevel > 0 ? [.. _definitions] : null,
            _field.MaxRepetitionLevel > 0 ? [.. _repetitions] : null,
            [.. _values]);
    }

    private ReadOnlyMemory<byte> ReadPage(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length == 0) throw new ParquetException($"Column '{_column}' ends after {_entries} of {_chunk.Values} values. The file is damaged.");
        var head = PageHeader.Read(bytes.Span, _column, out var length);
        bytes = bytes[length..];
        if (head.Compressed > bytes.Length)
        {
            throw new ParquetException($"A page of column '{_column}' claims {head.Compressed} bytes with {bytes.Length} left. The file is damaged.");
        }
        var page = bytes[..head.Compressed];
        if (head.Crc is { } crc && crc != Crc32.Of(page.Span)) throw new ParquetException($"A page of column '{_column}' does not match its checksum. The file is damaged.");
        switch (head.Type)
        {
            case PageType.Dictionary:
                ReadDictionary(head, page);
                break;
            case PageType.Data:
                ReadData(head, page);
                break;
            case PageType.DataV2:
                ReadDataV2(head, page);
                break;
            default:
                break;
        }
        return bytes[head.Compressed..];
    }

    private void ReadDictionary(PageHeader head, ReadOnlyMemory<byte> page)
    {
        if (_dictionary is not null) throw new ParquetException($"Column '{_column}' has two dictionaries. The file is damaged.");
        if (head.Encoding is not (Encoding.PLAIN or Encoding.PLAIN_DICTIONARY))
        {
            throw new ParquetException($"The dictionary of column '{_column}' is in the encoding {head.Encoding}, which is not read here.");
        }
        CheckCount(head.Values);
        _dictionary = ValueDecoder.Decode(_field.Type, Encoding.PLAIN, Unpack(page, head.Uncompressed), head.Values, null, _column);
    }

    private void ReadData(PageHeader head, ReadOnlyMemory<byte> page)
    {
        CheckCount(head.Values, _chunk.Values - _entries);
        ReadOnlySpan<byte> data = Unpack(page, head.Uncompressed);
        ReadLevels(ref data, head.Values, _field.MaxRepetitionLevel, head.RepetitionEncoding, _repetitions);
        var defined = ReadLevels(ref data, head.Values, _field.MaxDefinitionLevel, head.DefinitionEncoding, _definitions);
        AddValues(head.Encoding, data, head.Values, defined);
    }

    private void ReadDataV2(PageHeader head, ReadOnlyMemory<byte> page)
    {
        CheckCount(head.Values, _chunk.Values - _entries);
        var levels = (long)head.RepetitionBytes + head.DefinitionBytes;
        if (head.RepetitionBytes < 0 || head.DefinitionBytes < 0 || levels > page.Length || levels > head.Uncompressed)
        {
            throw new ParquetException($"The levels of a page of column '{_column}' claim {levels} of {page.Length} bytes. The file is damaged.");
        }
        var repetitions = page.Span[..head.RepetitionBytes];
        var definitions = page.Span.Slice(head.RepetitionBytes, head.DefinitionBytes);
        AddLevels(repetitions, head.Values, _field.MaxRepetitionLevel, _repetitions);
        var defined = AddLevels(definitions, head.Values, _field.MaxDefinitionLevel, _definitions);
        var rest = page[(int)levels..];
        var size = head.Uncompressed - (int)levels;
        AddValues(head.Encoding, head.IsCompressed && size > 0 ? Unpack(rest, size) : rest.Span, head.Values, defined);
    }

    private void AddValues(Encoding encoding, ReadOnlySpan<byte> data, int entries, int defined)
    {
        _values.AddRange(ValueDecoder.Decode(_field.Type, encoding, data, defined, _dictionary, _column));
        _entries += entries;
    }

    private byte[] Unpack(ReadOnlyMemory<byte> page, int size)
    {
        if (_chunk.Codec != CompressionMethod.None) return Codec.Unpack(_chunk.Codec, page, size, _column);
        return page.Length == size
            ? page.ToArray()
            : throw new ParquetException($"An uncompressed page of column '{_column}' has {page.Length} bytes, its head says {size}. The file is damaged.");
    }

    /// <summary>Levels of a first-version page: their length in four bytes, then runs.</summary>
    private int ReadLevels(ref ReadOnlySpan<byte> data, int entries, int maximum, Encoding encoding, List<byte> into)
    {
        if (maximum == 0) return entries;
        if (encoding != Encoding.RLE) throw new ParquetException($"The levels of column '{_column}' are in the encoding {encoding}, which is not read here.");
        var length = data.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(data);
        if (length < 0 || length > data.Length - 4) throw new ParquetException($"The levels of a page of column '{_column}' claim {length} of {data.Length} bytes. The file is damaged.");
        var defined = AddLevels(data.Slice(4, length), entries, maximum, into);
        data = data[(4 + length)..];
        return defined;
    }

    /// <summary>Appends levels; says how many of them are the highest.</summary>
    private int AddLevels(ReadOnlySpan<byte> data, int entries, int maximum, List<byte> into)
    {
        if (maximum == 0) return entries;
        var levels = new int[entries];
        HybridRle.Decode(data, BitOperations.Log2((uint)maximum) + 1, levels);
        var highest = 0;
        foreach (var level in levels)
        {
            if (level > maximum) throw new ParquetException($"Column '{_column}' has a level {level} where {maximum} is the highest. The file is damaged.");
            if (level == maximum) highest++;
            into.Add((byte)level);
        }
        return highest;
    }

    private void CheckCount(long values, long most = MaximumPageValues)
    {
        if (values > most || values > MaximumPageValues)
        {
            throw new ParquetException($"A page of column '{_column}' claims {values} values where {Math.Min(most, MaximumPageValues)} are possible. The file is damaged.");
        }
    }
}
