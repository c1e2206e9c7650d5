namespace Steering.Flow;

/// <summary>One name for many stages.</summary>
public static class Labels
{
    private const string Any = "*";
    private const int MostKinds = 3;

    /// <summary>The words that labels share, '*' for those that differ: "Tune LoRA seed *". It selects them all, and perhaps others.</summary>
    public static string Glob(IEnumerable<string> labels)
    {
        var words = labels.Distinct(StringComparer.Ordinal).Select(label => label.Split(' ')).ToArray();
        if (words.Length == 0) return "";
        var (head, tail) = (Shared(words, (label, at) => label[at]), Shared(words, (label, at) => label[^(at + 1)]));
        var (first, shortest) = (words[0], words.Min(label => label.Length));
        if (words.All(label => label.Length == shortest))
            return Squeeze(first.Select((word, at) => words.All(label => label[at] == word) ? word : Any));
        tail = Math.Min(tail, shortest - head);
        return Squeeze([.. first[..head], Any, .. first[^tail..]]);
    }

    /// <summary>The names of stages of several kinds: "Compose *, PretrainVision seed 0 and 2 more kinds".</summary>
    public static string OfKinds(IEnumerable<StageNode> nodes)
    {
        var names = nodes.GroupBy(node => node.StageType, StringComparer.Ordinal).Select(kind => Glob(kind.Select(node => node.Label))).ToArray();
        return string.Join(", ", names.Take(MostKinds)) + (names.Length > MostKinds ? $" and {names.Length - MostKinds} more kind{(names.Length == MostKinds + 1 ? "" : "s")}" : "");
    }

    private static int Shared(string[][] words, Func<string[], int, string> at)
    {
        var shortest = words.Min(label => label.Length);
        var shared = 0;
        while (shared < shortest && words.All(label => at(label, shared) == at(words[0], shared))) shared++;
        return shared;
    }

    private static string Squeeze(IEnumerable<string> words)
    {
        var kept = new List<string>();
        foreach (var word in words)
            if (word != Any || kept.Count == 0 || kept[^1] != Any) kept.Add(word);
        return string.Join(' ', kept);
    }
}
