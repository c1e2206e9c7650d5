using System.Globalization;
using System.Text;

namespace Steering.Data.Text;

/// <summary>What a pre-tokenizer's pattern can tell apart: <c>\p{L}</c>, <c>\p{N}</c>, <c>\s</c> and the rest.</summary>
internal enum CodePointKind : byte
{
    Other,
    Letter,
    Number,
    Space,
}

/// <summary>Walks a text by code points, so that letters outside the basic plane are letters (.NET's own patterns see two halves).</summary>
internal static class CodePoint
{
    private static readonly CodePointKind[] s_basic = MakeBasic();

    /// <summary>The kind of the code point at <paramref name="index"/> and its length in UTF-16 units; half a pair alone is Other.</summary>
    public static CodePointKind KindAt(ReadOnlySpan<char> text, int index, out int length)
    {
        var unit = text[index];
        if (char.IsHighSurrogate(unit) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            length = 2;
            return Kind(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(unit, text[index + 1])));
        }
        length = 1;
        return s_basic[unit];
    }

    /// <summary>Python's <c>str.strip</c>: white space, and the four separators U+001C-U+001F as well.</summary>
    public static string Strip(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsPythonSpace(text[start])) start++;
        while (end > start && IsPythonSpace(text[end - 1])) end--;
        return text[start..end];
    }

    public static bool IsPythonSpace(char unit) => char.IsWhiteSpace(unit) || unit is >= '\u001C' and <= '\u001F';

    /// <summary><c>\w</c>: letters, marks, decimal digits and connecting signs.</summary>
    public static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) is
        <= UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or
        UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation;

    private static CodePointKind Kind(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => CodePointKind.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CodePointKind.Number,
        _ => CodePointKind.Other,
    };

    private static CodePointKind[] MakeBasic()
    {
        var kinds = new CodePointKind[char.MaxValue + 1];
        for (var unit = 0; unit < kinds.Length; unit++)
        {
            kinds[unit] = char.IsWhiteSpace((char)unit) ? CodePointKind.Space : Kind(CharUnicodeInfo.GetUnicodeCategory((char)unit));
        }
        return kinds;
    }
}
