using System.Numerics;

namespace Steering.Evaluation;

/// <summary>
/// Python's <c>round(x, digits)</c>: half to even on the exact binary value. Multiplying first, as Math.Round does, rounds another number.
/// </summary>
public static class ExactRounding
{
    public static double HalfEven(double value, int digits)
    {
        if (!double.IsFinite(value) || value == 0) return value;
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var exponent = (int)(bits >> 52) - 1075;
        var mantissa = bits & ((1L << 52) - 1);
        if (exponent == -1075) exponent++;
        else mantissa |= 1L << 52;
        var scaled = mantissa * BigInteger.Pow(10, digits);
        BigInteger rounded;
        if (exponent >= 0)
        {
            rounded = scaled << exponent;
        }
        else
        {
            var one = BigInteger.One << -exponent;
            rounded = BigInteger.DivRem(scaled, one, out var rest);
            var twice = (rest * 2).CompareTo(one);
            if (twice > 0 || (twice == 0 && !rounded.IsEven)) rounded += 1;
        }
        // The shortest way to the nearest double of the decimal is to read it back.
        var nearest = double.Parse($"{rounded}E-{digits}", System.Globalization.CultureInfo.InvariantCulture);
        return value < 0 ? -nearest : nearest;
    }
}
