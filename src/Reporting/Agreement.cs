using System.Globalization;

namespace Steering.Reporting;

/// <summary>How a printed number stands to the whole number it is printed for.</summary>
public enum Agrees
{
    No,

    /// <summary>The digits are the number rounded to their last place.</summary>
    Rounded,

    /// <summary>The digits are the number cut behind their last place: 83M of 83,886,080.</summary>
    Truncated,
}

/// <summary>Holds a printed number such as 188.74M against a whole number, to the digits that are printed.</summary>
public static class Agreement
{
    /// <param name="printed">Digits with at most one decimal point and at most one of the letters k, M, B.</param>
    /// <param name="exact">What was counted, or a share computed from counts.</param>
    public static Agrees Of(string printed, decimal exact)
    {
        if (!Printed.TryRead(printed, out var value)) throw new ArgumentException($"'{printed}' is no number such as 188.74M.", nameof(printed));
        var digits = printed.Trim().TrimEnd('k', 'M', 'B');
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : digits.Length - point - 1;
        var unit = decimal.Parse(digits, CultureInfo.InvariantCulture) is 0 ? 1 : (decimal)value / decimal.Parse(digits, CultureInfo.InvariantCulture);
        for (var i = 0; i < decimals; i++) unit /= 10;
        var difference = exact - (decimal)value;
        if (Math.Abs(difference) * 2 <= unit) return Agrees.Rounded;
        return difference > 0 && difference < unit ? Agrees.Truncated : Agrees.No;
    }
}
