namespace Steering.Data.Text;

/// <summary>The spaces that word-piece tokenizers of old left before signs, taken out again (clean_up_tokenization_spaces).</summary>
internal static class TokenSpaces
{
    // In this order: a later rule sees what an earlier one left.
    private static readonly (string From, string To)[] s_rules =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public static string CleanUp(string text)
    {
        foreach (var (from, to) in s_rules) text = text.Replace(from, to, StringComparison.Ordinal);
        return text;
    }
}
