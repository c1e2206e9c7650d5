using Steering.Peft;

namespace Steering.Stages;

/// <summary>MRT's row of a zoo, and the rows that vary it.</summary>
public static class MrtRows
{
    public const string Name = "MRT";

    /// <summary>Each kind of editor in words, as the paper names it.</summary>
    private static readonly (MrtEditors Editors, string Words, string Note)[] s_kinds =
    [
        (MrtEditors.Vision, "vision", "No editors in the vision tower."),
        (MrtEditors.Connector, "connector", "No editor behind the connector."),
        (MrtEditors.Prefix, "prefix", "No editors of the first tokens of the prompt's text."),
        (MrtEditors.Suffix, "suffix", "No editors of its last tokens."),
    ];

    /// <summary>Names of the rows without one kind of editor.</summary>
    public static IReadOnlyList<string> Removals { get; } = [.. s_kinds.Select(kind => Without(kind.Words))];

    /// <summary>The row, then itself without each kind of editor.</summary>
    public static IEnumerable<MethodRow> WithRemovals(MethodRow row)
    {
        yield return row;
        foreach (var (editors, words, note) in s_kinds) yield return row with { Name = Without(words), Method = Editing(row) with { Editors = Editing(row).Editors & ~editors }, Note = note };
    }

    /// <summary>The zoo's row at a pair of ranks.</summary>
    public static MethodRow At(Zoo zoo, int multimodal, int visual)
    {
        var row = zoo.MrtRows.First(row => row.Name == Name);
        return row with { Name = RankName(multimodal, visual), Method = Editing(row) with { TextRank = multimodal, VisionRank = visual }, Note = $"Rank {multimodal} of the editors of text, {visual} of those of visual tokens." };
    }

    /// <summary>Without comma or star, which selectors read.</summary>
    public static string RankName(int multimodal, int visual) => $"{Name} t{multimodal} v{visual}";

    private static string Without(string words) => $"{Name} without {words}";

    private static Mrt Editing(MethodRow row) => (Mrt)row.Method;
}
