using System.Globalization;
using System.Text;

namespace Steering.Evaluation;

/// <summary>Python's reading of text, which the official scorers rest on: white space, lower case, decimal digits, rounding.</summary>
internal static partial class PythonText
{
    /// <summary><c>str.isspace</c>: Unicode white space and the separators U+001C-U+001F; not U+200B, not U+FEFF.</summary>
    public static bool IsSpace(char unit) => char.IsWhiteSpace(unit) || unit is >= '\u001C' and <= '\u001F';

    public static string Strip(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsSpace(text[start])) start++;
        while (end > start && IsSpace(text[end - 1])) end--;
        return text[start..end];
    }

    /// <summary><c>str.split()</c>.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var isSpace = i == text.Length || IsSpace(text[i]);
            if (!isSpace && start < 0) start = i;
            if (!isSpace || start < 0) continue;
            words.Add(text[start..i]);
            start = -1;
        }
        return words;
    }

    /// <summary><c>str.lower</c>: one letter may become two (İ), and a sigma that ends a word takes its final form.</summary>
    public static string Lower(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var lower = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                lower.Append(text[i]);
            }
            else if (rune.Value == 'İ')
            {
                lower.Append("i\u0307");
            }
            else if (rune.Value == 'Σ')
            {
                lower.Append(IsFinal(text, i) ? 'ς' : 'σ');
            }
            else
            {
                lower.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            i += length;
        }
        return lower.ToString();
    }

    /// <summary><c>\d</c> at an index: a decimal digit of any script.</summary>
    public static bool DigitAt(string text, int index)
    {
        if (index >= text.Length) return false;
        if (index > 0 && char.IsLowSurrogate(text[index]) && char.IsHighSurrogate(text[index - 1])) index--;
        return CharUnicodeInfo.GetUnicodeCategory(text, index) == UnicodeCategory.DecimalDigitNumber;
    }

    // Unicode's Final_Sigma: a cased letter before, none after, case-ignorable characters skipped.
    private static bool IsFinal(string text, int index)
    {
        var before = text.AsSpan(0, index);
        while (!before.IsEmpty)
        {
            _ = Rune.DecodeLastFromUtf16(before, out var rune, out var length);
            if (!IsIgnorable(rune))
            {
                if (!IsCased(rune)) return false;
                break;
            }
            before = before[..^length];
        }
        if (before.IsEmpty) return false;
        var after = text.AsSpan(index + 1);
        while (!after.IsEmpty)
        {
            _ = Rune.DecodeFromUtf16(after, out var rune, out var length);
            if (!IsIgnorable(rune)) return !IsCased(rune);
            after = after[length..];
        }
        return true;
    }

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsIgnorable(Rune rune) =>
        rune.Value is '\'' or '.' or ':' or '·' or '’' or '‘' or '․' or '‧' ||
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
