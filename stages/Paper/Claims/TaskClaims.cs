namespace Steering.Stages;

/// <summary>Claims about Tables 2 and 3: tuning on one task, with much and with little data.</summary>
public static class TaskClaims
{
    private const string Tasks = "table2";
    private const string Scales = "table3";
    private static readonly string[] TaskColumns = ["SciQA-IMG", "VizWiz", "IconQA-txt", "IconQA-blank"];
    private static readonly string[] ScaleColumns = ["SciQA-IMG", "VizWiz", "IconQA-blank"];   // the paper prints "IconQA"; its values fit the blanks

    public static IReadOnlyList<Claim> All { get; } =
    [
        new("LS-15", "Tuned on one task, MoReS-B loses less than three points against LoRA.", "§5.3, Table 2",
            new Several(Quantifier.All, [.. Columns.OnEach(Tasks, "MoReS-B", "LoRA", TaskColumns, -3)]), "Fails: 7 of 12 cells lose more, the worst 13.5."),
        new("LS-16", "Tuned on one task, MoReS-B matches IA3.", "§5.3, Table 2",
            new Several(Quantifier.All, [.. Columns.OnEach(Tasks, "MoReS-B", "IA3", TaskColumns, -1)]), "Holds: the largest loss is 1.0."),
        new("LS-18", "The method carries over to larger models.", "§1, §5.3, Table 2",
            new Open("7B and 13B at most a point below 3B, for each method", "One zoo has one size; it needs the paper's three."), "Fails for every method: 7B lies below 3B on ScienceQA and IconQA."),
        new("LS-19", "With the fewest examples MoReS-L beats full tuning on every task.", "§5.4, Table 3",
            new Several(Quantifier.All, [.. Columns.OnEach(Scales, "Small MoReS-L", "Small FT", ScaleColumns, 0)]), "Holds; full tuning's 33.8 on ScienceQA is at chance, as of a run that diverged."),
        new("LS-20", "With the fewest examples OFT and IA3 do not beat full tuning.", "§5.4, Table 3",
            new Several(Quantifier.None, [.. Columns.OnEach(Scales, "Small OFT", "Small FT", ScaleColumns, 0), .. Columns.OnEach(Scales, "Small IA3", "Small FT", ScaleColumns, 0)]),
            "Fails: OFT and IA3 lie above it on ScienceQA, IA3 on IconQA too."),
        new("LS-21", "MoReS is strong with every amount of data.", "§5.4, Table 3",
            new Several(Quantifier.All, [
                .. Columns.OnEach(Scales, "Medium MoReS-L", "Medium FT", ScaleColumns, -3), .. Columns.OnEach(Scales, "Large MoReS-L", "Large FT", ScaleColumns, -3),
                .. Columns.OnEach(Scales, "Medium MoReS-L", "Small MoReS-L", ScaleColumns, 0)]),
            "Holds: the worst is −2.3."),
    ];
}
