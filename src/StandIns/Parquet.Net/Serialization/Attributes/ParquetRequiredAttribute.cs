namespace Parquet.Serialization.Attributes;

/// <summary>The column is never null: it is written without definition levels of its own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParquetRequiredAttribute : Attribute;
