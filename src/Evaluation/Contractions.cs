namespace Steering.Evaluation;

/// <summary>The contraction tables of the official VQA scorer and of the EvalAI processor: what is written without its apostrophe.</summary>
internal static class Contractions
{
    // Regular entries: the apostrophe taken out. One word, one line of the table; exceptions follow.
    private const string Whole =
        "ain't aren't can't could've couldn't didn't doesn't don't hadn't hasn't haven't he'd he's how'd how'll how's isn't it'd it'll "
        + "ma'am mightn't might've mustn't must've needn't not've o'clock oughtn't shan't should've shouldn't somebody'll somebody's someone'd someone'll "
        + "someone's something'd something'll that's there'd there're there's they'd they'll they're they've 'twas wasn't we've weren't what'll "
        + "what're what's what've when's where'd where's where've who'd who'll who's who've why'll why're why's won't would've wouldn't y'all you'd "
        + "you'll you're you've";

    // Two apostrophes: either one may be missing.
    private const string Double =
        "couldn't've hadn't've he'd've it'd've mightn't've she'd've shouldn't've somebody'd've someone'd've something'd've there'd've "
        + "they'd've we'd've who'd've wouldn't've you'd've";

    public static IReadOnlyDictionary<string, string> Vqa { get; } = Make();

    /// <summary>The VizWiz challenge's copy of the table: apostrophes are curly on both sides, but for a few entries left as they were.</summary>
    public static IReadOnlyDictionary<string, string> VizWiz { get; } = Curl();

    private static Dictionary<string, string> Make()
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in Whole.Split(' ')) table[word.Replace("'", "", StringComparison.Ordinal)] = word;
        foreach (var word in Double.Split(' '))
        {
            var first = word.IndexOf('\'', StringComparison.Ordinal);
            var second = word.LastIndexOf('\'');
            table[word.Remove(first, 1)] = word;
            table[word.Remove(second, 1)] = word;
        }
        // Entries that do not follow the rule, among them the scorer's own slips.
        table["somebody'd"] = "somebodyd";
        table["ow's'at"] = "'ow's'at";
        table["'ows'at"] = "'ow's'at";
        table["'ow'sat"] = "'ow's'at";
        table["yall'll"] = "y'all'll";
        table["y'allll"] = "y'all'll";
        table["yall'd've"] = "y'all'd've";
        table["y'alld've"] = "y'all'd've";
        table["y'all'dve"] = "y'all'd've";
        return table;
    }

    private static Dictionary<string, string> Curl()
    {
        string[] left = ["ain't", "aren't", "can't", "could've", "couldn't", "we've", "where's", "who've"];
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (written, meant) in Vqa) table[Curly(written)] = left.Contains(meant, StringComparer.Ordinal) ? meant : Curly(meant);
        foreach (var word in (string[])["couldn't've", "hadn't've"])
        {
            // The key with its first apostrophe kept straight.
            var written = word.Remove(word.LastIndexOf('\''), 1);
            table.Remove(Curly(written));
            table[written] = Curly(word);
        }
        return table;

        static string Curly(string word) => word.Replace('\'', '’');
    }
}
