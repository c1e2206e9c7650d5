using System.Text.RegularExpressions;
using Steering.Data.Sources;

namespace Steering.Evaluation;

/// <summary>What an open answer of MMMU holds: texts in lower case and numbers of two decimals.</summary>
public sealed record OpenAnswer(IReadOnlyCollection<string> Texts, IReadOnlyCollection<double> Numbers);

/// <summary>How MMMU's official eval_utils.py reads replies; its slips are kept.</summary>
public static partial class MmmuReading
{
    private const int FewWords = 5;
    private const int Decimals = 2;
    private static readonly char[] s_signs = [',', '.', '!', '?', ';', ':', '\''];
    private static readonly string[] s_keys = ["could be ", "so ", "is ", "thus ", "therefore ", "final ", "answer ", "result "];
    private static readonly string[] s_trivial = [":", ",", ".", "!", "?", ";", "'"];

    /// <summary>
    /// The letter of a multiple-choice reply: "(B)", else " B ", else, in more than five words, an option's text; the last one wins. Null where
    /// the original draws one.
    /// </summary>
    public static string? Letter(string reply, IReadOnlyList<string> choices)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(choices);
        // Each sign has its turn once, in this order.
        foreach (var sign in s_signs) reply = PythonText.Strip(reply, sign);
        reply = $" {reply} ";
        var letters = choices.Select((_, i) => MmmuFiles.Letter(i)).ToList();
        return Last(letters, reply, letter => $"({letter})")
            ?? Last(letters, reply, letter => $" {letter} ")
            ?? (PythonText.Words(reply).Count > FewWords ? Last(letters, PythonText.Lower(reply), letter => PythonText.Lower(choices[letter[0] - 'A'])) : null);
    }

    /// <summary>The texts and numbers of an open reply: what stands behind the last key word of each line, and the numbers in it.</summary>
    public static OpenAnswer Open(string reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var found = KeyTexts(reply);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<double>();
        foreach (var text in found.Concat(found.SelectMany(Numbers).ToList()))
        {
            var (forms, number) = Normalise(text);
            texts.UnionWith(forms);
            if (number is { } value) numbers.Add(value);
        }
        return new OpenAnswer(texts, numbers);
    }

    /// <summary>An accepted text lies inside one that was read, or a number equals one. An empty one lies in every text.</summary>
    public static bool Accepts(IReadOnlyList<string> accepted, OpenAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        ArgumentNullException.ThrowIfNull(answer);
        var truths = accepted.Select(Normalise).ToList();
        return answer.Texts.Any(text => truths.Exists(truth => truth.Texts.Any(form => text.Contains(form, StringComparison.Ordinal))))
            || answer.Numbers.Any(number => truths.Exists(truth => truth.Number == number));
    }

    private static string? Last(List<string> letters, string reply, Func<string, string> form) => letters
        .Select(letter => (Letter: letter, At: reply.LastIndexOf(form(letter), StringComparison.Ordinal)))
        .Where(candidate => candidate.At >= 0)
        .Aggregate((Letter: (string?)null, At: -1), (best, candidate) => candidate.At > best.At ? (candidate.Letter, candidate.At) : best).Letter;

    private static List<string> KeyTexts(string reply)
    {
        var text = PythonText.Lower(PythonText.Strip(PythonText.Strip(reply), '.'));
        // The original would also split sentences before a capital, but has lowered them all.
        var lines = text.Split('\n');
        var found = new List<string>();
        for (var line = 0; line < lines.Length; line++)
        {
            string? shortest = null;
            foreach (var key in line == lines.Length - 1 ? [.. s_keys, "="] : s_keys)
            {
                var at = lines[line].LastIndexOf(key, StringComparison.Ordinal);
                if (at < 0) continue;
                var tail = PythonText.Strip(Behind(lines[line], key));
                if (string.IsNullOrEmpty(shortest) || PythonText.Length(tail) < PythonText.Length(shortest)) shortest = tail;
            }
            if (!string.IsNullOrEmpty(shortest) && !s_trivial.Contains(shortest, StringComparer.Ordinal)) found.Add(shortest);
        }
        return found.Count == 0 ? [text] : found;
    }

    // Python's split goes from the left, so overlapping keys count from there.
    private static string Behind(string line, string key) => line.Split(key)[^1];

    private static (IReadOnlyList<string> Texts, double? Number) Normalise(string text)
    {
        text = PythonText.Strip(text);
        if (PythonText.TryFloat(text.Replace(",", "", StringComparison.Ordinal), out var number)) return ([], ExactRounding.HalfEven(number, Decimals));
        text = PythonText.Lower(text);
        return (PythonText.Length(text) == 1 ? [" " + text, text + " "] : [text], null);
    }

    /// <summary>Numbers with thousands, in scientific notation, and plain ones, each searched for by itself.</summary>
    private static IEnumerable<string> Numbers(string text)
    {
        text = PythonText.AsciiDigits(text);
        return Thousands().Matches(text).Concat(Scientific().Matches(text)).Concat(Plain().Matches(text)).Select(match => match.Value);
    }

    // A word character is Python's: letters, numbers of any kind, the underscore.
    [GeneratedRegex(@"-?(?<![\p{L}\p{N}_])[0-9]{1,3}(?:,[0-9]{3})+(?![\p{L}\p{N}_])", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Scientific();

    [GeneratedRegex(@"-?(?:[0-9]+\.[0-9]+|\.[0-9]+|[0-9]+(?![\p{L}\p{N}_]))(?![eE][+-]?[0-9]+)(?![,0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
