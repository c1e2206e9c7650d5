using System.Text.Json;
using System.Text.Json.Serialization;
using Parquet;
using Parquet.Serialization;

namespace Steering.StandIns.Tests;

public sealed class ParquetRoundTripTests
{
    [Theory]
    [InlineData(CompressionMethod.None, null)]
    [InlineData(CompressionMethod.Snappy, 1)]
    [InlineData(CompressionMethod.Gzip, 100)]
    [InlineData(CompressionMethod.Brotli, 1_000)]
    public async Task Rows_come_back_as_they_were_null_and_empty_lists_apart(CompressionMethod method, int? groupSize)
    {
        var toys = ParquetToy.Make(250, seed: 2);
        using var file = new MemoryStream();
        await ParquetSerializer.SerializeAsync(toys, file, new ParquetSerializerOptions { CompressionMethod = method, RowGroupSize = groupSize });

        var read = await ParquetSerializer.DeserializeAsync<ParquetToy>(file);

        Assert.Equal(JsonSerializer.Serialize(toys), JsonSerializer.Serialize(read));
    }

    [Fact]
    public async Task Row_groups_can_be_read_one_by_one()
    {
        var toys = ParquetToy.Make(25, seed: 3);
        using var file = new MemoryStream();
        await ParquetSerializer.SerializeAsync(toys, file, new ParquetSerializerOptions { RowGroupSize = 10 });
        using var reader = await ParquetReader.CreateAsync(file);
        var read = new List<ParquetToy>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var some = await ParquetSerializer.DeserializeAsync<ParquetToy>(file, rowGroupIndex: group);
            Assert.Equal(rows.RowCount, some.Count);
            read.AddRange(some);
        }

        Assert.Equal(JsonSerializer.Serialize(toys), JsonSerializer.Serialize(read));
    }

    [Fact]
    public async Task Equal_rows_make_equal_bytes()
    {
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        await ParquetSerializer.SerializeAsync(ParquetToy.Make(50, seed: 4), first);
        await ParquetSerializer.SerializeAsync(ParquetToy.Make(50, seed: 4), second);

        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Fact]
    public async Task No_rows_make_a_file_that_is_read_as_no_rows()
    {
        using var file = new MemoryStream();
        await ParquetSerializer.SerializeAsync(Array.Empty<ParquetToy>(), file);

        Assert.Empty(await ParquetSerializer.DeserializeAsync<ParquetToy>(file));
    }

    [Fact]
    public async Task A_column_of_another_type_is_an_error_and_an_absent_one_keeps_its_default()
    {
        using var file = new MemoryStream();
        await ParquetSerializer.SerializeAsync(new[] { new Narrow { Id = 5 } }, file);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => ParquetSerializer.DeserializeAsync<ParquetToy>(file));
        Assert.Contains("'id'", fault.Message, StringComparison.Ordinal);
        var wide = Assert.Single(await ParquetSerializer.DeserializeAsync<Wide>(file));
        Assert.Equal((5, "default"), (wide.Id, wide.Other));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused_rather_than_written_as_something_else() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ParquetSerializer.SerializeAsync(new[] { new ParquetToy { Id = "\ud83d" } }, new MemoryStream()));

    [Fact]
    public async Task Every_cut_of_a_file_is_refused()
    {
        using var file = new MemoryStream();
        await ParquetSerializer.SerializeAsync(ParquetToy.Make(5, seed: 5), file);
        var whole = file.ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            await Assert.ThrowsAsync<ParquetException>(() => ParquetSerializer.DeserializeAsync(new MemoryStream(whole, 0, length)));
        }
    }

    public sealed class Narrow
    {
        [JsonPropertyName("id")]
        public int Id { get; init; }
    }

    public sealed class Wide
    {
        [JsonPropertyName("id")]
        public int Id { get; init; }

        public string? Other { get; init; } = "default";
    }
}
