using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>
/// GPT-2's pattern <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>, read by code points
/// (Radford et al. 2019, encoder.py).
/// </summary>
public sealed class Gpt2PreTokenizer : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PreTokenize(text.AsSpan());
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var pieces = new List<(int Offset, int Length)>((text.Length / 4) + 1);
        for (var start = 0; start < text.Length;)
        {
            var length = Match(text, start);
            pieces.Add((start, length));
            start += length;
        }
        return pieces;
    }

    private static int Match(ReadOnlySpan<char> text, int start)
    {
        if (text[start] == '\'' && Contraction(text[(start + 1)..]) is var letters and > 0) return 1 + letters;
        var kind = CodePoint.KindAt(text, start, out var length);
        var body = start;
        if (text[start] == ' ' && start + 1 < text.Length && CodePoint.KindAt(text, start + 1, out var next) is var after and not CodePointKind.Space)
        {
            (kind, body, length) = (after, start + 1, next);
        }
        var last = body;
        var end = body + length;
        while (end < text.Length && CodePoint.KindAt(text, end, out length) == kind)
        {
            last = end;
            end += length;
        }
        // White space before a word leaves its last character to that word.
        return kind == CodePointKind.Space && end < text.Length && last > start ? last - start : end - start;
    }

    private static int Contraction(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty) return 0;
        if (rest[0] is 's' or 't' or 'm' or 'd') return 1;
        return rest.StartsWith("re") || rest.StartsWith("ve") || rest.StartsWith("ll") ? 2 : 0;
    }
}

/// <summary>Splits off digits, each on its own or in runs; what lies between them stays whole.</summary>
public sealed class DigitsPreTokenizer(bool individual) : PreTokenizer
{
    public bool Individual { get; } = individual;

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PreTokenize(text.AsSpan());
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var pieces = new List<(int Offset, int Length)>();
        var start = 0;
        var wasNumber = false;
        for (var i = 0; i < text.Length;)
        {
            var isNumber = CodePoint.KindAt(text, i, out var length) == CodePointKind.Number;
            if (i > start && (isNumber != wasNumber || (isNumber && Individual)))
            {
                pieces.Add((start, i - start));
                start = i;
            }
            wasNumber = isNumber;
            i += length;
        }
        if (start < text.Length) pieces.Add((start, text.Length - start));
        return pieces;
    }
}

/// <summary>Applies pre-tokenizers one after another, each to the pieces of the one before.</summary>
public sealed class SequencePreTokenizer(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    public IReadOnlyList<PreTokenizer> Steps { get; } = steps;

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PreTokenize(text.AsSpan());
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        List<(int Offset, int Length)> pieces = text.IsEmpty ? [] : [(0, text.Length)];
        foreach (var step in Steps)
        {
            var finer = new List<(int Offset, int Length)>(pieces.Count);
            foreach (var (offset, length) in pieces)
            {
                foreach (var (inner, innerLength) in step.PreTokenize(text.Slice(offset, length))) finer.Add((offset + inner, innerLength));
            }
            pieces = finer;
        }
        return pieces;
    }
}
