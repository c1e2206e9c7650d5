namespace Parquet.Serialization.Attributes;

/// <summary>The list has no null items.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParquetListElementRequiredAttribute : Attribute;
