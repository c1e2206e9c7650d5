using Parquet.Schema;
using Parquet.Serialization;

namespace Steering.Data.Shards;

/// <summary>Compares a file's columns with those of a shard: the package reads an absent column as a default without a word.</summary>
internal static class SchemaCheck
{
    public static void Check(ParquetSchema found)
    {
        var columns = new Dictionary<string, DataField>(StringComparer.Ordinal);
        foreach (var column in found.DataFields) columns[column.Path.ToString()] = column;
        foreach (var wanted in typeof(SampleRow).GetParquetSchema(forWriting: false).DataFields)
        {
            if (!columns.TryGetValue(wanted.Path.ToString(), out var column))
            {
                throw new InvalidDataException($"it lacks the column '{wanted.Path}' (it has {string.Join(", ", columns.Keys.Order(StringComparer.Ordinal))})");
            }
            if (column.ClrType != wanted.ClrType) throw new InvalidDataException($"its column '{wanted.Path}' holds {column.ClrType.Name}, not {wanted.ClrType.Name}");
            if (column.MaxDefinitionLevel != wanted.MaxDefinitionLevel || column.MaxRepetitionLevel != wanted.MaxRepetitionLevel)
            {
                throw new InvalidDataException(
                    $"its column '{wanted.Path}' is optional or repeated at other places than a shard's "
                    + $"(levels {column.MaxDefinitionLevel}, {column.MaxRepetitionLevel} instead of {wanted.MaxDefinitionLevel}, {wanted.MaxRepetitionLevel})");
            }
        }
    }
}
