using System.Globalization;
using System.Numerics;

namespace Parquet.Data;

/// <summary>A decimal of any number of digits: <see cref="UnscaledValue"/> · 10^−<see cref="Scale"/>.</summary>
public readonly struct BigDecimal
{
    public BigDecimal(BigInteger unscaledValue, int precision, int scale)
    {
        UnscaledValue = unscaledValue;
        Precision = precision;
        Scale = scale;
    }

    public BigInteger UnscaledValue { get; }

    public int Precision { get; }

    public int Scale { get; }

    public override string ToString()
    {
        if (Scale == 0) return UnscaledValue.ToString(CultureInfo.InvariantCulture);
        var digits = BigInteger.Abs(UnscaledValue).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        return $"{(UnscaledValue.Sign < 0 ? "-" : "")}{digits[..^Scale]}.{digits[^Scale..]}";
    }
}
