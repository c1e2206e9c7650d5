using Steering.Tensors;

namespace Steering.Peft;

/// <summary>
/// Which tokens the published program of MRT edits: it counts from fixed lengths, and from the whole sequence. In training that includes the
/// answer, so the last tokens edited are the answer's own; when answering there is none, and they are the prompt's. A sequence longer than the
/// model's takes its end there; one that is long and short of text at once is not edited.
/// </summary>
/// <param name="Special">Tokens before the question's text: system sentence, role, picture and line break.</param>
/// <param name="VisualTokens">Of a picture.</param>
/// <param name="Tokens">Length of each end.</param>
/// <param name="Longest">Positions the program knows.</param>
public sealed record ReleasedEnds(int Special = 38, int VisualTokens = 256, int Tokens = 6, int Longest = 1024)
{
    /// <summary>Positions of the first and of the last end, visual tokens counted; the picture is counted in text-only rows too.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Choose(TokenCounts counts)
    {
        var text = counts.All - Special - 1;
        if (text < 0) throw new InvalidDataException($"A conversation has {counts.All} tokens; the published positions begin behind the first {Special}.");
        var length = text >= 2 * Tokens ? Tokens : text / 2;
        var (start, whole) = (Special + VisualTokens - 1, counts.All + VisualTokens - 1);
        if (whole > Longest && text < 2 * Tokens) return [[], []];
        var end = whole <= Longest ? whole - 1 : Longest;   // without the last token, taken for the end of text
        return [[.. Enumerable.Range(start, length)], [.. Enumerable.Range(end - length, length)]];
    }
}
