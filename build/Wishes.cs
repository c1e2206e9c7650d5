using System.Reflection;
using System.Runtime.CompilerServices;
using Steering.Build.Docs;
using Steering.Flow;
using Steering.Stages;

namespace Steering.Build;

/// <summary>Every result that can be asked for, the main job first, and the zoos it can be asked of.</summary>
public static class Wishes
{
    /// <summary>The result that holds all the others.</summary>
    public const string PaperName = "Paper";

    private static readonly ConditionalWeakTable<Options, Zoo> s_zoos = [];

    private static readonly IReadOnlyList<Wish> s_parts =
    [
        new("Table1", "Table 1: tuning methods on one aligned model, with controls and baselines.", options => Files(ZooOf(options), Table1.Of)),
        new("Controls", "What steering itself does: MoReS-B beside no editors, untrained ones and drawn subspaces, eight seeds.", options => Files(ZooOf(options), Controls.Of)),
        new("Table2", "Table 2: tuning for one task alone.", options => Files(ZooOf(options), Table2.Of)),
        new("Table3", "Table 3: tuning for one task with little, more and much data.", options => Files(ZooOf(options), Table3.Of)),
        new("Table4", "Table 4: what tuning leaves of text-only skills.", options => Files(ZooOf(options), Table4.Of)),
        new("Table5", "Table 5: hallucination.", options => Files(ZooOf(options), Table5.Of)),
        new("Table6", "Table 6: rank of the subspace and share of steered tokens.", options => [.. Files(ZooOf(options), Table6.Ranks), .. Files(ZooOf(options), Table6.Ratios)]),
        new("Table7", "Table 7: capabilities, counted in this program's own registries.", _ => Table7.Table() is var table ? [table.Text, table.Table] : []),
        new("Table8", "Table 8: steering every second, third or fourth layer.", options => Files(ZooOf(options), Table8.Of)),
        new("Table9", "Table 9: steering shallow, middle or deep layers.", options => Files(ZooOf(options), Table9.Of)),
        new("MrtTable", "MRT's main comparison: its editors beside full tuning, weight methods and steering, in the vision tower too.", options => Files(ZooOf(options), MrtTable.Of)),
        new("Figure1", "Figure 1: attention on the picture by layer and method, and against trained parameters.", options => Figure1.Of(ZooOf(options)) is var figure ? [figure.Numbers, figure.Chart] : []),
        new("Figure2", "Figure 2: LMAR by layer and method.", options => Figure2.Of(ZooOf(options)) is var figure ? [figure.Numbers, figure.Chart] : []),
        new("Figure4", "Figure 4: trained parameters against performance.", options => Figure4.Of(ZooOf(options)) is var figure ? [figure.Text, figure.Table, figure.Chart] : []),
        new("Figure8", "Figure 8: attention maps of each layer over the picture.", options => Figure8.Of(ZooOf(options)) is var figure ? [figure.Numbers, figure.Chart] : []),
        new("MrtFigure3", "MRT's Figure 3: how well edits of chosen tokens control the answers about a thing.", options => MrtFigure3.Of(ZooOf(options)) is { } table ? [table.Text, table.Table, table.Chart] : [])
        {
            Lacking = "does not say which visual tokens show what, which control by chosen tokens needs. The tiny zoo does (--zoo tiny).",
        },
        new("MrtFigure4", "MRT's Figure 4: the score over both ranks.", options => MrtFigure4.Of(ZooOf(options)) is var figure ? [figure.Text, figure.Numbers, figure.Chart] : []),
        new("MrtFigure5", "MRT's Figure 5: the loss around tuned models along random directions.", options => MrtFigure5.Of(ZooOf(options)) is var figure ? [figure.Numbers, figure.Points, figure.Chart] : []),
        new("Claims", "What the papers claim, each claim with the verdict of this zoo's tables and the numbers behind it.", options => FilesOf(PaperClaims.Of(ZooOf(options)))) { Run = ClaimsRun.RunAsync },
        new("Counts", "Trainable parameters: every TP* the paper prints against what is counted on the real shapes.", _ => CountFiles()),
    ];

    public static IReadOnlyList<Wish> All { get; } =
    [
        .. s_parts,
        new("Uploads", "VQAv2's test-dev answered by every row of Table 1, as files for its server (results/ZOO/uploads); no part of Paper.", options => Uploads.Of(ZooOf(options)))
        {
            Lacking = "has no split whose truths a server keeps; the paper's zoos have VQAv2's test-dev (--zoo paper3b).",
        },
        new(PaperName, "Everything: all tables, figures and claims of the zoo, and one page with them all (results/ZOO/report.html).", options => [.. s_parts.SelectMany(wish => wish.Describe(options)).DistinctBy(artifact => artifact.Place ?? artifact.FileName)]),
    ];

    public static IReadOnlyList<string> Zoos => Stages.Zoos.Names;

    /// <summary>What <c>stages/README.md</c> should hold.</summary>
    internal static string StagePage(Options options) =>
        StageTable.Write(Assembly.Load("Steering.Stages"), WholeGraph(options));

    /// <summary>Every stage of <see cref="PaperName"/>.</summary>
    internal static Graph WholeGraph(Options options) => Graph.Of(All[^1].Stages(options));

    /// <summary>The zoo that was asked for, made once: every result is described in it.</summary>
    internal static Zoo ZooOf(Options options) => s_zoos.GetValue(options, static asked =>
        Stages.Zoos.Create(asked.Zoo, new ZooSettings(asked.Seeds, asked.Settings, asked.IsValidation) { Downloads = asked.Downloads }));

    private static IReadOnlyList<IArtifact> FilesOf(Decide claims) => [claims.Text, claims.Table];

    private static IReadOnlyList<IArtifact> CountFiles()
    {
        var table = Counts.Table();
        return [table.Text, table.Table];
    }

    private static IReadOnlyList<IArtifact> Files(Zoo zoo, Func<Zoo, Tabulate> tableOf)
    {
        var table = tableOf(zoo);
        return [table.Text, table.Table, table.Chart, .. zoo.Probes.Select(probe => probe.Result)];
    }
}
