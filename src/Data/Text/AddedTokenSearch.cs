using System.Text;

namespace Steering.Data.Text;

/// <summary>Finds added tokens in a text, leftmost and longest first, by a trie over UTF-16 units.</summary>
internal sealed class AddedTokenSearch
{
    private readonly Node _root = new();

    public AddedTokenSearch(IEnumerable<AddedToken> tokens)
    {
        foreach (var token in tokens)
        {
            var node = _root;
            foreach (var unit in token.Content)
            {
                if (!node.Next.TryGetValue(unit, out var next)) node.Next[unit] = next = new Node();
                node = next;
            }
            node.Token ??= token;
        }
        IsEmpty = _root.Next.Count == 0;
    }

    public bool IsEmpty { get; }

    /// <summary>The parts of a text in order: an added token's span (which may take white space beside it), or text between them.</summary>
    public IEnumerable<(AddedToken? Token, int Start, int End)> Split(string text, int start, int end)
    {
        var done = start;
        for (var at = start; at < end;)
        {
            var token = Longest(text, at, end);
            if (token is null)
            {
                at++;
                continue;
            }
            var stop = at + token.Content.Length;
            var from = at;
            at = stop;
            if (token.SingleWord && (WordBefore(text, start, from) || WordAfter(text, stop, end))) continue;
            if (token.StripLeft)
            {
                while (from > done && char.IsWhiteSpace(text[from - 1])) from--;
            }
            if (token.StripRight)
            {
                while (stop < end && char.IsWhiteSpace(text[stop])) stop++;
                at = stop;
            }
            if (from > done) yield return (null, done, from);
            yield return (token, from, stop);
            done = stop;
        }
        if (done < end) yield return (null, done, end);
    }

    private AddedToken? Longest(string text, int at, int end)
    {
        AddedToken? found = null;
        var node = _root;
        while (at < end && node.Next.TryGetValue(text[at++], out var next))
        {
            node = next;
            found = node.Token ?? found;
        }
        return found;
    }

    private static bool WordBefore(string text, int start, int at) =>
        at > start && Rune.DecodeLastFromUtf16(text.AsSpan(start, at - start), out var rune, out _) == System.Buffers.OperationStatus.Done
        && CodePoint.IsWord(rune);

    private static bool WordAfter(string text, int at, int end) =>
        at < end && Rune.DecodeFromUtf16(text.AsSpan(at, end - at), out var rune, out _) == System.Buffers.OperationStatus.Done
        && CodePoint.IsWord(rune);

    private sealed class Node
    {
        public Dictionary<char, Node> Next { get; } = [];
        public AddedToken? Token { get; set; }
    }
}
