namespace Steering.Stages;

/// <summary>Claims of MRT, the sibling paper, but for its number of parameters.</summary>
public static class MrtClaims
{
    private const string Table = "mrt";

    public static IReadOnlyList<Claim> All { get; } =
    [
        new("MRT-01", "MRT reaches 1580.40 on MME.", "MRT, abstract", new Open("official scoring, within 2 % over three sampling seeds", "It needs the paper's model and data."), "One number; whether it is the perception total is not said."),
        new("MRT-03", "MRT beats the other parameter-efficient methods on MME.", "MRT, abstract", Columns.AboveAll(Table, "MRT", ["LoRA", "Adapter", "IA3", "OFT"], ["MME"], 0), "The other methods' numbers are not at hand."),
        new("MRT-04", "MRT comes close to full tuning.", "MRT, summary", new Above(Table, "MRT", "FT", ["MME"], -3), "No number is at hand."),
        new("MRT-05", "Editing chosen tokens steers the answer.", "MRT, abstract", new Open("edited items give the wanted class in 90 %, others change in at most 5 %", "Token control runs in the library; no stage measures it yet."), "No number is at hand."),
        new("MRT-06", "All four editors contribute.", "MRT, summary", new Open("each removal lowers the score", "The four removals are no rows yet."), "No number is at hand."),
        new("MRT-07", "The rank matters and has a best value inside the map.", "MRT, Figure 4", new Open("the best cell lies above the smallest ranks'", "The rank map is not made yet."), "No number is at hand."),
        new("MRT-08", "MRT's loss landscape is wider than others'.", "MRT, Figure 5", new Open("area within twice the least loss, five pairs of directions", "The landscape is not made yet."), "No statement is at hand."),
    ];
}
