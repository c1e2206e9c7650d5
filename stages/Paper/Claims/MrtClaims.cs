namespace Steering.Stages;

/// <summary>Claims of MRT, the sibling paper, but for its number of parameters.</summary>
public static class MrtClaims
{
    private const string Table = "mrt";

    private const string Column = "MME";

    public static IReadOnlyList<Claim> Of(Zoo zoo) =>
    [
        new("MRT-01", "MRT reaches 1580.40 on MME.", "MRT, abstract", new Open("official scoring, within 2 % over three sampling seeds", "It needs the paper's model and data."), "One number; whether it is the perception total is not said."),
        new("MRT-03", "MRT beats the other parameter-efficient methods on MME.", "MRT, abstract", Columns.AboveAll(Table, "MRT", ["LoRA", "Adapter", "IA3", "OFT"], [Column], 0), "The other methods' numbers are not at hand."),
        new("MRT-04", "MRT comes close to full tuning.", "MRT, summary", new Above(Table, "MRT", "FT", [Column], -3), "No number is at hand."),
        new("MRT-05", "Editing chosen tokens steers the answer: edited items give the wanted answer in 90 %, in other words too; others change in at most 5 %, and as many random tokens give it in less than 10 %.", "MRT, abstract, Figure 3", Control(zoo), "No number is at hand."),
        new("MRT-06", "All four editors contribute: each removal lowers the score.", "MRT, summary", Columns.AboveAll(Table, MrtRows.Name, MrtRows.Removals, [Column], 0), "No number is at hand."),
        new("MRT-07", "The ranks matter and have a best value inside the map: some pair of ranks lies above the smallest, and some above the largest.", "MRT, Figure 4", Ranks(zoo.Mrt.Ranks), "No number is at hand."),
        new("MRT-08", "MRT's loss landscape is wider than others', in twice the least loss and in twice the least perplexity.", "MRT, Figure 5",
            new Several(Quantifier.All, [.. Enum.GetValues<Nearness>().SelectMany(near => ((string[])["LoRA", "FT"]).Select(other => new Wider(MrtRows.Name, other, near)))]), "No statement is at hand."),
    ];

    private static ClaimTest Control(Zoo zoo) => zoo.Mrt.Control is not { } control
        ? new Open("edited items give the wanted answer in 90 %, others change in at most 5 %", "This zoo does not say which visual tokens show what.")
        : new Several(Quantifier.All,
        [
            new Beyond(MrtFigure3.Name, control.Row.Name, MrtFigure3.Edited, 90), new Beyond(MrtFigure3.Name, control.Row.Name, MrtFigure3.Reworded, 90),
            new Beyond(MrtFigure3.Name, control.Row.Name, MrtFigure3.OtherQuestion, 5, IsBelow: true), new Beyond(MrtFigure3.Name, control.Row.Name, MrtFigure3.RandomTokens, 10, IsBelow: true),
        ]);

    private static Several Ranks(RankMap map)
    {
        var rows = MrtFigure4.Cells(map).OrderBy(cell => cell.Multimodal).ThenBy(cell => cell.Visual).Select(cell => cell.Row).ToList();
        return new Several(Quantifier.All, [.. ((string[])[rows[0], rows[^1]]).Select(end => new SomeAbove(MrtFigure4.Name, [.. rows.Where(row => row != end)], end, map.Columns[0]))]);
    }
}
