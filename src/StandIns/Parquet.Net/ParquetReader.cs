using System.Buffers.Binary;
using Parquet.Columns;
using Parquet.Format;
using Parquet.Schema;

namespace Parquet;

/// <summary>An open Parquet file: its schema at once, its columns when asked.</summary>
public sealed class ParquetReader : IDisposable
{
    private const int TailLength = 8;

    private readonly Stream _input;
    private readonly bool _leaveOpen;
    private readonly Footer _footer;
    private readonly long _dataEnd;

    private ParquetReader(Stream input, bool leaveOpen, Footer footer, long dataEnd, ParquetSchema schema)
    {
        _input = input;
        _leaveOpen = leaveOpen;
        _footer = footer;
        _dataEnd = dataEnd;
        Schema = schema;
        CustomMetadata = new Dictionary<string, string>(footer.Metadata, StringComparer.Ordinal);
    }

    public ParquetSchema Schema { get; }

    public int RowGroupCount => _footer.Groups.Count;

    public Dictionary<string, string> CustomMetadata { get; }

    public static async Task<ParquetReader> CreateAsync(
        Stream input, ParquetOptions? parquetOptions = null, bool leaveStreamOpen = true, CancellationToken cancellationToken = default)
    {
        if (!input.CanSeek) throw new ArgumentException("A Parquet file is read from its end: the stream must be able to seek.", nameof(input));
        if (input.Length < 12) throw new ParquetException($"A Parquet file has at least 12 bytes; this one has {input.Length}.");
        var tail = new byte[TailLength];
        input.Seek(-TailLength, SeekOrigin.End);
        await input.ReadExactlyAsync(tail, cancellationToken).ConfigureAwait(false);
        if (tail.AsSpan(4).SequenceEqual("PARE"u8)) throw new ParquetException("The file is encrypted; encrypted files are not read. Write it again without encryption.");
        if (!tail.AsSpan(4).SequenceEqual("PAR1"u8)) throw new ParquetException("The file does not end with 'PAR1': it is cut off, or not Parquet.");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        var start = input.Length - TailLength - length;
        if (length == 0 || start < 4) throw new ParquetException($"The footer claims {length} bytes in a file of {input.Length}. The file is damaged.");

        var head = new byte[4];
        input.Seek(0, SeekOrigin.Begin);
        await input.ReadExactlyAsync(head, cancellationToken).ConfigureAwait(false);
        if (!head.AsSpan().SequenceEqual("PAR1"u8)) throw new ParquetException("The file does not begin with 'PAR1': it is not Parquet, or damaged.");

        var bytes = new byte[length];
        input.Seek(start, SeekOrigin.Begin);
        await input.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        var footer = FooterReader.Read(bytes);
        var schema = FileSchema.Read(footer.Elements, parquetOptions ?? new ParquetOptions());
        return new ParquetReader(input, leaveStreamOpen, footer, start, schema);
    }

    public ParquetRowGroupReader OpenRowGroupReader(int index) => new(this, index);

    public void Dispose()
    {
        if (!_leaveOpen) _input.Dispose();
    }

    internal long Rows(int group) => Group(group).Rows;

    internal async Task<ColumnData> ReadColumnAsync(int group, DataField field, CancellationToken cancellationToken)
    {
        var rows = Group(group);
        if (rows.Chunks.Count != Schema.DataFields.Length)
        {
            throw new ParquetException($"Row group {group} has {rows.Chunks.Count} columns, the schema {Schema.DataFields.Length}. The file is damaged.");
        }
        var chunk = rows.Chunks[field.Column];
        if (chunk.Type != field.Type.Physical) throw new ParquetException($"Column '{field.Path}' holds {chunk.Type}, the schema says {field.Type.Physical}. The file is damaged.");

        // Without values some writers say nothing sensible about where the column lies.
        if (chunk.Values == 0) return ChunkReader.Read(field, chunk, default, rows.Rows);
        if (chunk.Start < 4 || chunk.Compressed > _dataEnd - chunk.Start)
        {
            throw new ParquetException($"Column '{field.Path}' claims bytes {chunk.Start} to {chunk.Start + (decimal)chunk.Compressed} of {_dataEnd}. The file is damaged.");
        }
        if (chunk.Compressed > int.MaxValue) throw new ParquetException($"Column '{field.Path}' has {chunk.Compressed} bytes in one row group. Write smaller row groups.");
        var bytes = new byte[chunk.Compressed];
        _input.Seek(chunk.Start, SeekOrigin.Begin);
        await _input.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return ChunkReader.Read(field, chunk, bytes, rows.Rows);
    }

    private GroupInfo Group(int index) => index >= 0 && index < _footer.Groups.Count
        ? _footer.Groups[index]
        : throw new ArgumentOutOfRangeException(nameof(index), $"The file has {_footer.Groups.Count} row groups; there is no group {index}.");
}
