using System.IO.Compression;

namespace Parquet.Serialization;

/// <summary>How rows are written and read.</summary>
public class ParquetSerializerOptions
{
    public CompressionMethod CompressionMethod { get; set; } = CompressionMethod.Snappy;

    public CompressionLevel CompressionLevel { get; set; } = CompressionLevel.Optimal;

    /// <summary>Rows of a row group; null puts all rows into one.</summary>
    public int? RowGroupSize { get; set; }

    public ParquetOptions? ParquetOptions { get; set; }
}
