namespace Steering.Stages;

/// <summary>Claims about Tables 6, 8 and 9 and about the time that methods cost.</summary>
public static class AblationClaims
{
    private const string Ranks = Table6.RanksName;
    private const string Ratios = Table6.RatiosName;
    private const string Intervals = "table8";
    private const string Depths = "table9";
    private const string AllLayers = "All Layer";
    private static readonly string[] Tasks = ["SciQA-IMG", "VizWiz", "IconQA-txt", "IconQA-blank"];

    public static IReadOnlyList<Claim> Of(Zoo zoo)
    {
        var columns = Columns.Printed(zoo);
        var (intervals, depths) = (LayerRows.Intervals.Select(row => row.Name).ToList(), LayerRows.Depths.Select(row => row.Name).ToList());
        return
        [
            new("LS-28", "A subspace of rank 1 suffices: at most half a point below ranks 2, 4 and 8.", "§5.7, Table 6",
                Columns.AboveAll(Ranks, "1", ["2", "4", "8"], Tasks, -0.5), "Holds at point value; that it is best rests on 0.05."),
            new("LS-29", "Steering 1 % of the visual tokens is best or nearly so on four tasks.", "§5.7, Table 6",
                new Several(Quantifier.All, [.. Tasks.Select(task => Columns.AboveAll(Ratios, "1%", ["25%", "50%", "100%"], [task], -1))]), "Partly: VizWiz is 1.3 below the best."),
            new("LS-30", "Dense steering harms.", "§5.7, Table 6",
                new Several(Quantifier.All, [.. Columns.OnEach(Ratios, "1%", "100%", ["SciQA-IMG", "IconQA-txt", "IconQA-blank"], 1)]), "Holds: 3.9, 16.3 and 6.3; VizWiz goes the other way."),
            new("LS-31", "Sparse steering costs less time than dense.", "§5.7, A.4",
                Timed(zoo, new Overhead(Clocks.Ratios, "1%", "100%", Clocks.Base, 1)), "Not decidable: no time is printed for a ratio."),
            new("LS-32", "Steering every second, third or fourth layer keeps the score.", "A.5, Table 8",
                new Several(Quantifier.All, [.. intervals.Select(row => new Above(Intervals, row, AllLayers, columns, -1))]), "Holds at point value: −0.03, −0.56, −0.37."),
            new("LS-33", "Steering all layers performs best.", "A.5, Tables 8 and 9",
                new Several(Quantifier.All, [Columns.AboveAll(Intervals, AllLayers, intervals, columns, 0), Columns.AboveAll(Depths, AllLayers, depths, columns, 0)]),
                "Fails: the deep third is printed above all layers."),
            new("LS-34", "The deep layers are the better ones to steer.", "A.5, Table 9",
                Columns.AboveAll(Depths, LayerRows.Deep, depths.Where(row => row != LayerRows.Deep), columns, 0), "Holds; it rests on MMMU."),
            new("LS-35", "MoReS costs less time than Adapter, Adapter less than OFT.", "A.4",
                Timed(zoo, new Several(Quantifier.All,
                [
                    new Overhead(Clocks.Methods, "MoReS-B", "Adapter", Clocks.Base, 0.5),
                    new Overhead(Clocks.Methods, "Adapter", "OFT", Clocks.Base, 1) { Beside = ["LoRA", Clocks.Merged("LoRA"), Clocks.Merged("OFT")] },
                ])),
                "Holds (0.08, 0.3 and 2.8 s), for a sparse set of layers on an unnamed device."),
            new("LS-45", "The rows of the subspace stay orthonormal in training.", "§4",
                new Orthonormal(Columns.Steering, 1e-5), "Fails as printed: the printed identity has the wrong size."),
            new("LS-48", "The Factory covers more of seven capabilities than two others.", "§6, Table 7",
                new Covers(Table7.Name, TabulateCapabilities.Here, ["TinyLLaVA", "Prismatic"]), "Holds by a later edition's ticks: seven against three and three. The text edition's are lost."),
        ];
    }

    /// <summary>The claim's own test where the zoo is timed.</summary>
    private static ClaimTest Timed(Zoo zoo, ClaimTest test) => zoo.Timing is null ? new Open(test.Words, "Times are of one processor thread; models of this size are to be timed on the device they are meant for, and no stage computes there yet.") : test;
}
