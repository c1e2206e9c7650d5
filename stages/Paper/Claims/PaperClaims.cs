namespace Steering.Stages;

/// <summary>What the two papers claim, with the verdict of this zoo's tables.</summary>
public static class PaperClaims
{
    private const string Title = "Claims of the papers";

    /// <param name="only">Ids of the claims to decide; null is all.</param>
    /// <param name="looks">How often the verdicts may be looked at while seeds are added.</param>
    public static Decide Of(Zoo zoo, IReadOnlyCollection<string>? only = null, int looks = 1)
    {
        IReadOnlyList<Tabulate> tables = [.. PaperTables.Of(zoo)];
        return Decide.By(
            $"results/{zoo.Name}/claims", $"{Title} ({zoo.Name} zoo)",
            $"{zoo.Label} A verdict about scores is about this zoo; counts of parameters are of the real shapes. "
            + "Holds: the whole 95 % interval lies on the claimed side. Fails: none of it does. Undecided: it reaches to both.",
            [.. Questions.Claims(zoo), .. SizeClaims.All, .. ScoreClaims.Of(zoo), .. TaskClaims.All, .. AblationClaims.Of(zoo), .. AttentionClaims.Of(zoo), .. MrtClaims.Of(zoo)], tables, Counts.ByMethod(), new FigureBuilder(zoo).Rows(), MrtFigure5.Rows(zoo), only, looks);
    }
}
