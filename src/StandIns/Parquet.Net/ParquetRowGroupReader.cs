namespace Parquet;

/// <summary>One row group of an open file.</summary>
public sealed class ParquetRowGroupReader : IDisposable
{
    internal ParquetRowGroupReader(ParquetReader file, int index) => RowCount = file.Rows(index);

    public long RowCount { get; }

    public void Dispose()
    {
        // The file owns the stream.
    }
}
