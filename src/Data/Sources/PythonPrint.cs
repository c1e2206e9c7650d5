using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Steering.Data.Sources;

/// <summary>A JSON value as Python's <c>str</c> prints it after json.load: 7.0, 1e+16, True, None, ['a'] (IconQA's truths are compared so).</summary>
internal static class PythonPrint
{
    public static string Of(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : Repr(value);

    private static string Repr(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Quoted(value.GetString()!),
        JsonValueKind.Number => Number(value.GetRawText()),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Repr))}]",
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().Select(member => $"{Quoted(member.Name)}: {Repr(member.Value)}"))}}}",
        _ => "None",
    };

    /// <summary>Whole numbers keep their digits; others are the shortest that reads back, with an exponent below 1e-4 and from 1e16 on.</summary>
    private static string Number(string raw)
    {
        if (raw.AsSpan().IndexOfAny(".eE") < 0) return raw == "-0" ? "0" : raw;
        var value = double.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        if (value == 0) return double.IsNegative(value) ? "-0.0" : "0.0";
        var parts = value.ToString("E16", CultureInfo.InvariantCulture).Split('E');
        var exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var digits = (mark < 0 ? shortest : shortest[..mark]).Replace(".", "", StringComparison.Ordinal).TrimStart('-').Trim('0');
        var sign = value < 0 ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            var tail = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{tail}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    // Single quotes, unless there is one inside and no double quote; what cannot be printed is escaped.
    private static string Quoted(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var repr = new StringBuilder().Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            repr.Append(rune.Value switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when rune.Value == quote => "\\" + quote,
                ' ' => " ",
                _ when IsPrintable(rune) => rune.ToString(),
                < 0x100 => $"\\x{rune.Value:x2}",
                < 0x10000 => $"\\u{rune.Value:x4}",
                _ => $"\\U{rune.Value:x8}",
            });
        }
        return repr.Append(quote).ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
