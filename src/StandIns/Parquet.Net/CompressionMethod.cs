namespace Parquet;

/// <summary>How the pages of a file are compressed. None, Snappy, Gzip and Brotli are written; those and Zstd and Lz4Raw are read.</summary>
public enum CompressionMethod
{
    None = 0,
    Snappy = 1,
    Gzip = 2,
    Lzo = 3,
    Brotli = 4,
    LZ4 = 5,
    Zstd = 6,
    Lz4Raw = 7,
}
