using Parquet.Columns;
using Parquet.Format;
using Parquet.Schema;

namespace Parquet.Serialization;

/// <summary>Writes rows of a class to Parquet, and reads them back.</summary>
public static class ParquetSerializer
{
    /// <summary>Rows without a class, by column name, and the schema they came with.</summary>
    public sealed record UntypedResult(IList<Dictionary<string, object?>> Data, ParquetSchema Schema);

    public static async Task<ParquetSchema> SerializeAsync<T>(
        IEnumerable<T> objectInstances, Stream destination, ParquetSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ParquetSerializerOptions();
        if (options.RowGroupSize is < 1) throw new ArgumentException($"RowGroupSize is {options.RowGroupSize}; it must be at least 1, or null.", nameof(options));
        var schema = ClassSchema.Make(typeof(T), forWriting: true);
        var file = new CountingFile(destination, cancellationToken);
        await file.WriteAsync("PAR1"u8.ToArray()).ConfigureAwait(false);
        var groups = new List<GroupInfo>();
        foreach (var rows in InGroups(objectInstances, options.RowGroupSize)) groups.Add(await WriteGroupAsync(rows, schema, file, options).ConfigureAwait(false));

        var footer = FooterWriter.Write(new Footer(ClassSchema.ToElements(schema), groups, new Dictionary<string, string>(StringComparer.Ordinal)));
        await file.WriteAsync(footer).ConfigureAwait(false);
        await file.WriteAsync([.. BitConverter.GetBytes(footer.Length), .. "PAR1"u8]).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return schema;
    }

    public static async Task<IList<T>> DeserializeAsync<T>(
        Stream source, ParquetSerializerOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, new()
    {
        using var reader = await ParquetReader.CreateAsync(source, options?.ParquetOptions, leaveStreamOpen: true, cancellationToken).ConfigureAwait(false);
        var rows = new List<T>();
        for (var group = 0; group < reader.RowGroupCount; group++) rows.AddRange(await ReadGroupAsync<T>(reader, group, cancellationToken).ConfigureAwait(false));
        return rows;
    }

    public static async Task<IList<T>> DeserializeAsync<T>(
        Stream source, int rowGroupIndex, ParquetSerializerOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, new()
    {
        using var reader = await ParquetReader.CreateAsync(source, options?.ParquetOptions, leaveStreamOpen: true, cancellationToken).ConfigureAwait(false);
        return await ReadGroupAsync<T>(reader, rowGroupIndex, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<UntypedResult> DeserializeAsync(
        Stream source, ParquetSerializerOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var reader = await ParquetReader.CreateAsync(source, options?.ParquetOptions, leaveStreamOpen: true, cancellationToken).ConfigureAwait(false);
        var rows = new List<Dictionary<string, object?>>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            await foreach (var row in ReadRowsAsync(reader, group, reader.Schema.Root, new UntypedShape(), cancellationToken).ConfigureAwait(false))
            {
                rows.Add((Dictionary<string, object?>)row);
            }
        }
        return new UntypedResult(rows, reader.Schema);
    }

    private static async Task<List<T>> ReadGroupAsync<T>(ParquetReader reader, int group, CancellationToken cancel)
        where T : class, new()
    {
        var wanted = ClassMatch.Match(ClassSchema.Make(typeof(T), forWriting: false), reader.Schema);
        var rows = new List<T>();
        await foreach (var row in ReadRowsAsync(reader, group, wanted, new ClassShape(), cancel).ConfigureAwait(false)) rows.Add((T)row);
        return rows;
    }

    private static async IAsyncEnumerable<object> ReadRowsAsync(
        ParquetReader reader, int group, StructField root, IShape shape, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var columns = new Dictionary<DataField, ColumnData>();
        foreach (var field in root.Leaves) columns.Add(field, await reader.ReadColumnAsync(group, field, cancel).ConfigureAwait(false));
        var count = reader.Rows(group);
        if (columns.Count == 0 && count > 0) throw new ParquetException($"Row group {group} claims {count} rows, but no column is read from it.");
        var assembler = new RowAssembler(root, columns, shape);
        for (long row = 0; row < count; row++) yield return assembler.ReadRow(root);
    }

    private static async Task<GroupInfo> WriteGroupAsync<T>(IReadOnlyList<T> rows, ParquetSchema schema, CountingFile file, ParquetSerializerOptions options)
    {
        var shredder = new Shredder(schema);
        foreach (var row in rows) shredder.Add(row ?? throw new ArgumentException("A row is null.", nameof(rows)));
        var chunks = new List<ChunkInfo>();
        foreach (var field in schema.DataFields)
        {
            using var buffer = new MemoryStream();
            var chunk = ChunkWriter.Write(field, shredder.Take(field), buffer, options.CompressionMethod, options.CompressionLevel);
            chunks.Add(chunk with { DataOffset = chunk.DataOffset + file.Written, DictionaryOffset = chunk.DictionaryOffset + file.Written });
            await file.WriteAsync(buffer.ToArray()).ConfigureAwait(false);
        }
        return new GroupInfo(chunks, rows.Count);
    }

    private static IEnumerable<IReadOnlyList<T>> InGroups<T>(IEnumerable<T> rows, int? size)
    {
        if (size is { } rowsEach) return rows.Chunk(rowsEach);
        T[] all = [.. rows];
        return all.Length == 0 ? [] : [all];
    }

    private sealed class CountingFile(Stream destination, CancellationToken cancel)
    {
        public long Written { get; private set; }

        public async Task WriteAsync(byte[] bytes)
        {
            await destination.WriteAsync(bytes, cancel).ConfigureAwait(false);
            Written += bytes.Length;
        }
    }
}
