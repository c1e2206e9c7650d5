namespace Parquet.Columns;

/// <summary>
/// A column of one row group: for each entry its levels (null where all are zero), and the values of those entries that have one.
/// </summary>
internal sealed record ColumnData(int Entries, byte[]? Definitions, byte[]? Repetitions, object[] Values);
