using System.Text.Json;
using Parquet;
using Parquet.Serialization;

namespace Steering.StandIns.Tests;

/// <summary>What we write is Parquet to a reader that is not ours.</summary>
public sealed class ParquetDuckDbTests
{
    [DuckDbTheory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    public async Task DuckDB_reads_the_rows_that_were_written(CompressionMethod method)
    {
        var folder = Directory.CreateTempSubdirectory("parquet-duckdb");
        try
        {
            var path = Path.Combine(folder.FullName, "toys.parquet");
            var toys = ParquetToy.Make(1_000, seed: 1);
            using (var file = File.Create(path))
            {
                await ParquetSerializer.SerializeAsync(toys, file, new ParquetSerializerOptions { CompressionMethod = method, RowGroupSize = 300 });
            }
            using var duck = new ParquetDuckDb();

            var rows = duck.Query($"SELECT to_json(toy)::VARCHAR FROM read_parquet('{path}') AS toy");

            Assert.Equal(toys.Count, rows.Count);
            for (var row = 0; row < rows.Count; row++)
            {
                using var theirs = JsonDocument.Parse(rows[row]!);
                var ours = JsonSerializer.SerializeToElement(toys[row]);
                Assert.True(JsonElement.DeepEquals(ours, theirs.RootElement), $"row {row}: wrote {ours}, DuckDB reads {rows[row]}");
            }
            Assert.Equal([method == CompressionMethod.None ? "UNCOMPRESSED" : method.ToString().ToUpperInvariant()], duck.Query($"SELECT DISTINCT compression FROM parquet_metadata('{path}')"));
            Assert.Equal(["4"], duck.Query($"SELECT num_row_groups::VARCHAR FROM parquet_file_metadata('{path}')"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
