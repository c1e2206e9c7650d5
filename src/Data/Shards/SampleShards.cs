using Parquet;
using Parquet.Serialization;

namespace Steering.Data.Shards;

/// <summary>
/// Samples as Parquet files: columns id, image, turns (a list of question and answer), answers, choices, category.
/// A file is written whole; publish it by writing aside and renaming.
/// </summary>
public static class SampleShards
{
    /// <summary>Rows of a row group where the caller does not say: a few megabytes of text.</summary>
    public const int DefaultRowsPerGroup = 8_192;

    public static async Task WriteAsync(
        string path, IEnumerable<Sample> samples, int rowsPerGroup = DefaultRowsPerGroup, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowsPerGroup, 1);
        var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        await using var closing = file.ConfigureAwait(false);
        var options = new ParquetSerializerOptions { CompressionMethod = CompressionMethod.Snappy, RowGroupSize = rowsPerGroup };
        await ParquetSerializer.SerializeAsync(samples.Select(SampleRow.Of), file, options, cancel).ConfigureAwait(false);
    }

    /// <summary>All samples of a shard, in the file's order; a broken or foreign file is an <see cref="InvalidDataException"/> that names it.</summary>
    public static Task<IReadOnlyList<Sample>> ReadAsync(string path, CancellationToken cancel = default) =>
        OpenAsync<IReadOnlyList<Sample>>(path, async (file, reader) =>
        {
            var samples = new List<Sample>();
            for (var group = 0; group < reader.RowGroupCount; group++) samples.AddRange(await ReadRowsAsync(file, group, cancel).ConfigureAwait(false));
            return samples;
        }, cancel);

    /// <summary>The samples of one row group, counted from 0.</summary>
    public static Task<IReadOnlyList<Sample>> ReadGroupAsync(string path, int group, CancellationToken cancel = default) =>
        OpenAsync<IReadOnlyList<Sample>>(path, async (file, reader) => group >= 0 && group < reader.RowGroupCount
            ? [.. await ReadRowsAsync(file, group, cancel).ConfigureAwait(false)]
            : throw new ArgumentOutOfRangeException(nameof(group), group, $"{path} has {reader.RowGroupCount} row groups."), cancel);

    public static Task<int> CountGroupsAsync(string path, CancellationToken cancel = default) =>
        OpenAsync(path, static (_, reader) => Task.FromResult(reader.RowGroupCount), cancel);

    private static async Task<IEnumerable<Sample>> ReadRowsAsync(Stream file, int group, CancellationToken cancel)
    {
        var rows = await ParquetSerializer.DeserializeAsync<SampleRow>(file, rowGroupIndex: group, cancellationToken: cancel).ConfigureAwait(false);
        return rows.Select(row => row.ToSample());
    }

    private static async Task<T> OpenAsync<T>(string path, Func<Stream, ParquetReader, Task<T>> read, CancellationToken cancel)
    {
        var file = File.OpenRead(path);
        await using var closing = file.ConfigureAwait(false);
        try
        {
            FooterCheck.Check(file);
            using var reader = await ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: cancel).ConfigureAwait(false);
            SchemaCheck.Check(reader.Schema);
            return await read(file, reader).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or ArgumentOutOfRangeException { ParamName: "group" } or OutOfMemoryException))
        {
            // Whatever a reader of broken bytes stumbles over, the file is what must be looked at.
            throw new InvalidDataException($"{path} is no shard of samples: {fault.Message.TrimEnd('.')}. Delete it and let the stage that writes it run again.", fault);
        }
    }
}
