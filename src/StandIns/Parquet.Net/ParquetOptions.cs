namespace Parquet;

/// <summary>Which .NET types the values of a file take.</summary>
public class ParquetOptions
{
    /// <summary>Decimals of more than 28 digits become <see cref="Data.BigDecimal"/>; otherwise a value that does not fit is an error.</summary>
    public bool UseBigDecimal { get; set; }

    /// <summary>Dates become <see cref="DateOnly"/> rather than <see cref="DateTime"/>.</summary>
    public bool UseDateOnlyTypeForDates { get; set; }
}
