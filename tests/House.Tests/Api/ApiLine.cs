using System.Text.RegularExpressions;

namespace Steering.House.Tests.Api;

/// <summary>One line of a list, taken apart.</summary>
/// <param name="Kind">T, D, C, M, P, F, V or E.</param>
/// <param name="Owner">Full name of the declaring type (of the type itself for T and D).</param>
/// <param name="Name">Member's name with its type parameters; "this" for an indexer, empty for T, D and C.</param>
/// <param name="Parameters">Between the brackets; null where there are none.</param>
/// <param name="Rest">What follows: type, constraints, accessors, value, without the tags.</param>
internal sealed partial record ApiLine(char Kind, string Owner, string Name, string? Parameters, string Rest, IReadOnlyList<string> Tags)
{
    /// <summary>Everything but the tags.</summary>
    public string Signature => Kind is 'T' or 'D' or 'C'
        ? $"{Kind} {Owner}{Bracketed}{Rest}"
        : $"{Kind} {Owner}.{Name}{Bracketed}{Rest}";

    /// <summary>Words between the braces of a property: get, set, init, with their visibility.</summary>
    public IReadOnlyList<string> Accessors => Braces().Match(Rest) is { Success: true } braces
        ? [.. braces.Groups[1].Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
        : [];

    /// <summary>The signature of a property without its accessors; of anything else as it is.</summary>
    public string Stem => Kind == 'P' ? Braces().Replace(Signature, "") : Signature;

    private string Bracketed => Parameters is null ? "" : Name == "this" ? $"[{Parameters}]" : $"({Parameters})";

    public static ApiLine Parse(string line)
    {
        var tags = TagBrackets().Match(line);
        IReadOnlyList<string> words = tags.Success ? tags.Groups[1].Value.Split(' ') : [];
        if (!words.All(ApiTags.Order.Contains)) (tags, words) = (Match.Empty, []);
        var body = line[2..(tags.Success ? tags.Index : line.Length)];
        var kind = line[0];
        var end = EndOfName(body, kind);
        var (name, after) = (body[..end], body[end..]);
        string? parameters = null;
        if (after is ['(' or '[', ..])
        {
            var close = Closing(after);
            (parameters, after) = (after[1..close], after[(close + 1)..]);
        }
        if (kind is 'T' or 'D' or 'C') return new(kind, name, "", parameters, after, words);
        var dot = LastDot(name);
        return new(kind, name[..dot], name[(dot + 1)..], parameters, after, words);
    }

    /// <summary>The name ends at the first blank, or bracket of parameters, outside type arguments.</summary>
    private static int EndOfName(string body, char kind)
    {
        var depth = 0;
        for (var at = 0; at < body.Length; at++)
        {
            if (body[at] == '<') depth++;
            else if (body[at] == '>') depth--;
            else if (depth == 0 && (body[at] == ' ' || (body[at] == '(' && kind != 'T') || (body[at] == '[' && kind == 'P'))) return at;
        }
        return body.Length;
    }

    private static int Closing(string text)
    {
        var depth = 0;
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '"' or '\'' && text[at - 1] != '\\') isQuoted = !isQuoted;
            else if (isQuoted) continue;
            else if (text[at] is '(' or '[') depth++;
            else if (text[at] is ')' or ']' && --depth == 0) return at;
        }
        throw new FormatException($"No closing bracket in '{text}'.");
    }

    private static int LastDot(string name)
    {
        var depth = 0;
        for (var at = name.Length - 1; at > 0; at--)
        {
            if (name[at] == '>') depth++;
            else if (name[at] == '<') depth--;
            else if (name[at] == '.' && depth == 0) return at;
        }
        throw new FormatException($"'{name}' has no declaring type.");
    }

    [GeneratedRegex(@" \[([a-z ]+)\]$")]
    private static partial Regex TagBrackets();

    [GeneratedRegex(@" \{ ([a-z; ]+) \}")]
    private static partial Regex Braces();
}
