using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Steering.Evaluation;

/// <summary>Python's reading of numbers and of first letters, and NumPy's rounding.</summary>
internal static partial class PythonText
{
    // A first letter whose title form is no single upper-case letter: the letter, then its form (Unicode's SpecialCasing).
    private const string TitleForms = "ßSs ŉʼN Ǆǅ ǅǅ ǆǅ Ǉǈ ǈǈ ǉǈ Ǌǋ ǋǋ ǌǋ ǰJ̌ Ǳǲ ǲǲ ǳǲ ΐΪ́ ΰΫ́ ևԵւ ẖH̱ ẗT̈ ẘW̊ ẙY̊ ẚAʾ ὐΥ̓ ὒΥ̓̀ ὔΥ̓́ ὖΥ̓͂ ᾲᾺͅ ᾴΆͅ "
        + "ᾶΑ͂ ᾷᾼ͂ ῂῊͅ ῄΉͅ ῆΗ͂ ῇῌ͂ ῒΪ̀ ΐΪ́ ῖΙ͂ ῗΪ͂ ῢΫ̀ ΰΫ́ ῤΡ̓ ῦΥ͂ ῧΫ͂ ῲῺͅ ῴΏͅ ῶΩ͂ ῷῼ͂ ﬀFf ﬁFi ﬂFl ﬃFfi ﬄFfl ﬅSt "
        + "ﬆSt ﬓՄն ﬔՄե ﬕՄի ﬖՎն ﬗՄխ";

    private static readonly IReadOnlyDictionary<string, string> s_titles = TitleForms.Split(' ').ToDictionary(pair => pair[..1], pair => pair[1..], StringComparer.Ordinal);

    /// <summary><c>str.capitalize</c>: the first letter in its title form, all the rest in lower case.</summary>
    public static string Capitalize(string text)
    {
        if (text.Length == 0 || Rune.DecodeFromUtf16(text, out var first, out var length) != System.Buffers.OperationStatus.Done) return Lower(text);
        var head = text[..length];
        // Georgian letters have capitals, but no title form.
        var title = s_titles.GetValueOrDefault(head) ?? (first.Value is >= 0x10D0 and <= 0x10FF ? head : Rune.ToUpperInvariant(first).ToString());
        return title + Lower(text)[Lower(head).Length..];
    }

    /// <summary><c>float(text)</c>: also 1_000, inf, nan and the digits of any script; false where Python raises a ValueError.</summary>
    public static bool TryFloat(string text, out double value)
    {
        var plain = AsciiDigits(Strip(text));
        var unsigned = plain.TrimStart('+', '-');
        if (plain.Length - unsigned.Length <= 1)
        {
            var sign = plain.StartsWith('-') ? -1 : 1;
            if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            {
                value = sign * double.PositiveInfinity;
                return true;
            }
            if (unsigned.Equals("nan", StringComparison.OrdinalIgnoreCase))
            {
                value = double.NaN;
                return true;
            }
        }
        value = 0;
        return FloatForm().IsMatch(plain) && double.TryParse(plain.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Decimal digits of every script as 0-9; other letters beyond the basic plane as one unit that says whether a word may hold them.</summary>
    public static string AsciiDigits(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.DecimalDigitNumber) plain.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            else if (rune.IsBmp) plain.Append((char)rune.Value);
            else plain.Append(category <= UnicodeCategory.OtherLetter || category is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber ? 'é' : '\uFFFD');
        }
        return plain.ToString();
    }

    /// <summary>Length in code points, as <c>len</c> counts.</summary>
    public static int Length(string text) => text.Length - text.Where((unit, i) => i > 0 && char.IsLowSurrogate(unit) && char.IsHighSurrogate(text[i - 1])).Count();

    /// <summary><c>str.strip(sign)</c>.</summary>
    public static string Strip(string text, char sign) => text.Trim(sign);

    /// <summary>NumPy's rounding: scaled by a power of ten, then half to even. Not Python's (<see cref="ExactRounding"/>).</summary>
    public static double NumpyRound(double value, int digits) => Math.Round(value * Math.Pow(10, digits), MidpointRounding.ToEven) / Math.Pow(10, digits);

    /// <summary><c>numpy.argmax</c>: the first of the largest, and a value that is not a number beats all.</summary>
    public static int ArgMax(IReadOnlyList<double> values)
    {
        var best = 0;
        for (var i = 0; i < values.Count; i++)
        {
            if (double.IsNaN(values[i])) return i;
            if (values[i] > values[best]) best = i;
        }
        return best;
    }

    [GeneratedRegex(@"^[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex FloatForm();
}
