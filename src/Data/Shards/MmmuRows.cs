using System.Text.Json.Serialization;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;
using Steering.Data.Sources;

namespace Steering.Data.Shards;

/// <summary>MMMU's published Parquet files: one question a row, pictures as bytes in image_1 … image_7, of which the first is read.</summary>
internal static class MmmuRows
{
    public static async Task<IReadOnlyList<MmmuQuestion>> ReadAsync(string path, CancellationToken cancel)
    {
        var file = File.OpenRead(path);
        await using var closing = file.ConfigureAwait(false);
        try
        {
            FooterCheck.Check(file);
            using var reader = await ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: cancel).ConfigureAwait(false);
            Require(reader.Schema);
            var questions = new List<MmmuQuestion>();
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                var rows = await ParquetSerializer.DeserializeAsync<MmmuRow>(file, rowGroupIndex: group, cancellationToken: cancel).ConfigureAwait(false);
                questions.AddRange(rows.Select(row => row.ToQuestion()));
            }
            return questions;
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            throw new InvalidDataException($"{path} is no Parquet file of MMMU: {fault.Message.TrimEnd('.')}. Fetch it again.", fault);
        }
    }

    // The package reads an absent column as a default without a word.
    private static void Require(ParquetSchema found)
    {
        var columns = found.DataFields.Select(column => column.Path.ToString()).ToHashSet(StringComparer.Ordinal);
        var missing = typeof(MmmuRow).GetParquetSchema(forWriting: false).DataFields.Select(column => column.Path.ToString()).FirstOrDefault(name => !columns.Contains(name));
        if (missing is not null) throw new InvalidDataException($"it lacks the column '{missing}' (it has {string.Join(", ", columns.Order(StringComparer.Ordinal))})");
    }
}

/// <summary>The columns that are read.</summary>
internal sealed class MmmuRow
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("question")]
    public string? Question { get; init; }

    [JsonPropertyName("options")]
    public string? Options { get; init; }

    [JsonPropertyName("image_1")]
    public MmmuImage? Image { get; init; }

    [JsonPropertyName("answer")]
    public string? Answer { get; init; }

    [JsonPropertyName("question_type")]
    public string? QuestionType { get; init; }

    public MmmuQuestion ToQuestion() => new(
        Id ?? throw Missing("id"), Question ?? throw Missing("question"), Options ?? "[]", Answer ?? throw Missing("answer"), QuestionType ?? throw Missing("question_type"),
        Image?.Bytes is { } bytes ? new MmmuPicture(bytes, Image.Path ?? "") : null);

    private InvalidDataException Missing(string column) => new($"the row with id '{Id}' has null in '{column}'");
}

/// <summary>A picture column: its bytes and the name it had.</summary>
internal sealed class MmmuImage
{
    [JsonPropertyName("bytes")]
    public byte[]? Bytes { get; init; }

    [JsonPropertyName("path")]
    public string? Path { get; init; }
}
