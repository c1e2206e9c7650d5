using Steering.Flow;

namespace Steering.Stages;

/// <summary>What the two papers claim, with the verdict of this zoo's tables.</summary>
public static class PaperClaims
{
    private const string Title = "Claims of the papers";

    /// <param name="only">Ids of the claims to decide; null is all.</param>
    /// <param name="looks">How often the verdicts may be looked at while seeds are added.</param>
    public static Decide Of(Zoo zoo, IReadOnlyCollection<string>? only = null, int looks = 1) => Decide.By(
        $"results/{zoo.Name}/claims", $"{Title} ({zoo.Name} zoo)",
        $"{zoo.Label} A verdict about scores is about this zoo; counts of parameters are of the real shapes. "
        + "Holds: the whole 95 % interval lies on the claimed side. Fails: none of it does. Undecided: it reaches to both.",
        [.. Questions.Claims(zoo), .. SizeClaims.All, .. ScoreClaims.Of(zoo), .. TaskClaims.All, .. AblationClaims.Of(zoo), .. AttentionClaims.Of(zoo), .. MrtClaims.Of(zoo)], Sources(zoo), only, looks);

    private static ClaimSources Sources(Zoo zoo) => new(
        [.. PaperTables.Of(zoo), .. Validation.Of(zoo) is { } validation ? (Tabulate[])[validation] : []], Counts.ByMethod(),
        [.. new FigureBuilder(zoo).Rows(), .. SteeringVariants.Maps(zoo)], Clocks.Of(zoo), MrtFigure5.Rows(zoo), Figures(zoo));

    private static Dictionary<string, IReadOnlyList<Artifact<Figures>>> Figures(Zoo zoo)
    {
        var runs = new Runs(zoo);
        var figures = zoo.Rows.Where(row => Columns.Steering.Contains(row.Name)).ToDictionary(
            row => Orthonormal.FiguresOf(row.Name),
            row => (IReadOnlyList<Artifact<Figures>>)[.. zoo.SeedsOf(row).Select(seed => runs.Tuned(row, seed)).Select(model => new Gauge(model.Who, model.Adapter).Found)], StringComparer.Ordinal);
        figures[Table7.Name] = [Table7.Table().Ticks];
        return figures;
    }
}
