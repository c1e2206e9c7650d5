using System.Text;

namespace Steering.Evaluation;

/// <summary>
/// How the VQA scorers make answers comparable: the official one (vqaEval.py: strip, punctuation, digits and articles) and the EvalAI
/// processor of the converters (m4c_evaluator.py: commas, question marks and possessives first). Slips of the originals are kept.
/// </summary>
public static class Normalisation
{
    private const string Signs = ";/[]\"{}()=+\\_-><@`,?!";

    // A regular-expression flag is passed as a count in the original: re.UNICODE is 32.
    private const int MostPeriods = 32;

    private static readonly IReadOnlyDictionary<string, string> s_numbers = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["none"] = "0",
        ["zero"] = "0",
        ["one"] = "1",
        ["two"] = "2",
        ["three"] = "3",
        ["four"] = "4",
        ["five"] = "5",
        ["six"] = "6",
        ["seven"] = "7",
        ["eight"] = "8",
        ["nine"] = "9",
        ["ten"] = "10",
    };

    /// <summary>Line feeds and tabs become spaces, then both ends are stripped.</summary>
    public static string Strip(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return PythonText.Strip(answer.Replace('\n', ' ').Replace('\t', ' '));
    }

    /// <summary>
    /// A sign beside a space anywhere, or digit,comma,digit anywhere, deletes that sign everywhere; otherwise it becomes a space.
    /// The first 32 periods that no digit follows are deleted.
    /// </summary>
    public static string Punctuation(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var thousands = HasThousands(answer);
        var text = new StringBuilder(answer.Length);
        Span<bool> deleted = stackalloc bool[Signs.Length];
        for (var i = 0; i < Signs.Length; i++) deleted[i] = thousands || IsBesideSpace(answer, Signs[i]);
        foreach (var unit in answer)
        {
            var sign = Signs.IndexOf(unit, StringComparison.Ordinal);
            if (sign < 0) text.Append(unit);
            else if (!deleted[sign]) text.Append(' ');
        }
        return WithoutPeriods(text.ToString());
    }

    /// <summary>Lower case, number words to digits, articles out, contractions restored, single spaces.</summary>
    public static string DigitsAndArticles(string answer) => DigitsAndArticles(answer, Contractions.Vqa);

    private static string DigitsAndArticles(string answer, IReadOnlyDictionary<string, string> contractions)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return string.Join(' ', PythonText.Words(PythonText.Lower(answer))
            .Select(word => s_numbers.GetValueOrDefault(word, word))
            .Where(word => word is not ("a" or "an" or "the"))
            .Select(word => contractions.GetValueOrDefault(word, word)));
    }

    /// <summary>The official scorer's whole processing.</summary>
    public static string Vqa(string answer) => DigitsAndArticles(Punctuation(Strip(answer)));

    /// <summary>The VizWiz challenge's processing: the same but for its table of contractions, which holds curly apostrophes.</summary>
    public static string VizWiz(string answer) => DigitsAndArticles(Punctuation(Strip(answer)), Contractions.VizWiz);

    /// <summary>First step of the EvalAI processor: lower case, commas and question marks out, possessives split off.</summary>
    public static string EvalAiWords(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return PythonText.Strip(PythonText.Lower(answer).Replace(",", "", StringComparison.Ordinal)
            .Replace("?", "", StringComparison.Ordinal).Replace("'s", " 's", StringComparison.Ordinal));
    }

    /// <summary>The EvalAI processor's whole processing, which LLaVA's submission converters apply.</summary>
    public static string EvalAi(string answer) => DigitsAndArticles(Punctuation(Strip(EvalAiWords(answer))));

    private static bool IsBesideSpace(string text, char sign)
    {
        for (var at = text.IndexOf(sign, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sign, at + 1))
        {
            if ((at > 0 && text[at - 1] == ' ') || (at + 1 < text.Length && text[at + 1] == ' ')) return true;
        }
        return false;
    }

    private static bool HasThousands(string text)
    {
        for (var at = text.IndexOf(',', StringComparison.Ordinal); at >= 0; at = text.IndexOf(',', at + 1))
        {
            if (at > 0 && PythonText.DigitAt(text, at - 1) && PythonText.DigitAt(text, at + 1)) return true;
        }
        return false;
    }

    private static string WithoutPeriods(string text)
    {
        if (!text.Contains('.', StringComparison.Ordinal)) return text;
        var kept = new StringBuilder(text.Length);
        var gone = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' && gone < MostPeriods && !PythonText.DigitAt(text, i + 1)) gone++;
            else kept.Append(text[i]);
        }
        return kept.ToString();
    }
}
