using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>
/// Splits at every match of a pattern; matches and what lies between them are pieces (tokenizers' Split, behaviour "Isolated").
/// The pattern is matched on a shadow of the text in which each character outside the basic plane is one private stand-in
/// of the same category, because .NET's patterns never take a surrogate pair for a letter or a number.
/// </summary>
public sealed class SplitPreTokenizer(string pattern) : PreTokenizer
{
    private readonly Regex _regex = new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromMinutes(1));

    public string Pattern { get; } = pattern;

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PreTokenize(text.AsSpan());
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var pieces = new List<(int Offset, int Length)>((text.Length / 4) + 1);
        var shadow = text.ContainsAnyInRange('\uD800', '\uDBFF') ? Shadow(text) : text;
        var offset = 0;
        var read = 0;
        foreach (var match in _regex.EnumerateMatches(shadow))
        {
            if (match.Length == 0) continue;
            Add(text, match.Index - read);
            Add(text, match.Length);
            read = match.Index + match.Length;
        }
        Add(text, shadow.Length - read);
        return pieces;

        void Add(ReadOnlySpan<char> whole, int codePoints)
        {
            if (codePoints == 0) return;
            var end = offset;
            for (var i = 0; i < codePoints; i++) end += IsPair(whole, end) ? 2 : 1;
            pieces.Add((offset, end - offset));
            offset = end;
        }
    }

    private static bool IsPair(ReadOnlySpan<char> text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]);

    private static char[] Shadow(ReadOnlySpan<char> text)
    {
        var shadow = new List<char>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsPair(text, i))
            {
                shadow.Add(StandIn(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[i], text[i + 1]))));
                i++;
            }
            else
            {
                shadow.Add(text[i]);
            }
        }
        return [.. shadow];
    }

    // Rare characters of each category; none has a case partner inside ASCII and none is named by any tokenizer's pattern.
    private static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\uA64A',
        UnicodeCategory.LowercaseLetter => '\uA64B',
        UnicodeCategory.TitlecaseLetter => '\u1F88',
        UnicodeCategory.ModifierLetter => '\uA717',
        UnicodeCategory.OtherLetter => '\uA000',
        UnicodeCategory.NonSpacingMark => '\uA66F',
        UnicodeCategory.SpacingCombiningMark => '\uA823',
        UnicodeCategory.EnclosingMark => '\uA670',
        UnicodeCategory.DecimalDigitNumber => '\uA620',
        UnicodeCategory.LetterNumber => '\uA6E6',
        UnicodeCategory.OtherNumber => '\uA830',
        UnicodeCategory.DashPunctuation => '\u2E3A',
        UnicodeCategory.OtherPunctuation => '\uA60D',
        UnicodeCategory.MathSymbol => '\u2A00',
        UnicodeCategory.CurrencySymbol => '\uA838',
        UnicodeCategory.ModifierSymbol => '\uA700',
        UnicodeCategory.Format => '\u2061',
        UnicodeCategory.OtherNotAssigned => '\uFFFF',
        UnicodeCategory.PrivateUse => '\uE000',
        _ => '\uA490',
    };
}
