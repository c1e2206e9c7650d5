using Parquet.Schema;

namespace Parquet.Serialization;

/// <summary>The schema of a class.</summary>
public static class TypeExtensions
{
    public static ParquetSchema GetParquetSchema(this Type t, bool forWriting) => ClassSchema.Make(t, forWriting);
}
