using System.Globalization;

namespace Steering.Reporting;

/// <summary>Numbers as tables print them, and back.</summary>
public static class Printed
{
    private static readonly (double Size, string Letter)[] Letters = [(1e9, "B"), (1e6, "M"), (1e3, "k")];

    public static string Text(double value, Measure measure) => measure switch
    {
        Measure.Score => value is > -0.05 and < 0 ? "0.0" : value.ToString("0.0", CultureInfo.InvariantCulture),
        Measure.Count => Count(value),
        Measure.Whole => value.ToString("#,0", CultureInfo.InvariantCulture),
        Measure.Difference => Signed(value),
        _ => value.ToString(Math.Abs(value) >= 1000 ? "#,0" : "G3", CultureInfo.InvariantCulture),
    };

    /// <summary>Reads 79.2, 188.74M, 2.78B or 0.164M.</summary>
    public static bool TryRead(string text, out double value)
    {
        text = text.Trim();
        var size = 1.0;
        foreach (var (letterSize, letter) in Letters)
        {
            if (!text.EndsWith(letter, StringComparison.Ordinal)) continue;
            size = letterSize;
            text = text[..^1];
            break;
        }
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value)) return false;

        // Decimal arithmetic keeps 188.74M a whole number.
        value = size == 1.0 ? value : (double)((decimal)value * (decimal)size);
        return true;
    }

    private static string Count(double value)
    {
        foreach (var (size, letter) in Letters)
        {
            if (Math.Abs(value) >= size) return (value / size).ToString(value / size >= 100 ? "0.0#" : "0.0##", CultureInfo.InvariantCulture) + letter;
        }
        return value.ToString("0", CultureInfo.InvariantCulture);
    }

    private static string Signed(double value)
    {
        var text = Math.Abs(value).ToString("0.0", CultureInfo.InvariantCulture);
        return text == "0.0" ? "0.0" : (value < 0 ? "−" : "+") + text;
    }
}
