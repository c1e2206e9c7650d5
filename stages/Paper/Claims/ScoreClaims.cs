namespace Steering.Stages;

/// <summary>Claims about Table 1 (multi-task tuning), Table 4 (text) and Table 5 (hallucination).</summary>
public static class ScoreClaims
{
    private const string Table = "table1";
    private const string Text = "table4";
    private const string Hallucination = "table5";
    private static readonly string[] TextTasks = ["HellaSwag", "MMLU"];
    private static readonly string[] HallucinationColumns = ["POPE Acc", "HallusionBench Hard Acc", "HallusionBench Figure Acc", "HallusionBench Question Acc"];
    private static readonly string[] Peft = ["LoRA", "Adapter", "OFT", "IA3"];

    public static IReadOnlyList<Claim> Of(Zoo zoo)
    {
        var columns = Columns.Printed(zoo);
        return
        [
            new("LS-05", "On average over the benchmarks MoReS is comparable to LoRA: at most three points below.", "abstract, §1, Table 1",
                new Several(Quantifier.All, [.. Columns.Steering.Select(variant => new Above(Table, variant, "LoRA", columns, -3))]), "Undecided: −3.1 (B), −2.6 (L), −2.6 (H), and no interval is printed."),
            new("LS-06", "MoReS is comparable to LoRA on each benchmark.", "abstract, Table 1",
                new Several(Quantifier.All, [.. Columns.OnEach(Table, "MoReS-B", "LoRA", columns, -3)]), "Fails: VQAv2 −3.5, GQA −7.6, TextVQA −5.3."),
            new("LS-07", "MoReS performs as full tuning does: its best variant is at most three points below.", "§1, Table 1",
                new Several(Quantifier.Any, [.. Columns.Steering.Select(variant => new Above(Table, variant, "FT", columns, -3))]), "Fails: −4.1 for the best variant."),
            new("LS-08", "MoReS has the highest POPE score of all methods.", "§5.2, §5.6, Tables 1 and 5",
                Highest("MoReS-H", "POPE"), "Holds by 0.3, inside sampling noise; only H is first."),
            new("LS-09", "MoReS has the highest MMMU score.", "§5.2, Table 1", Highest("MoReS-H", "MMMU"), "Fails: full tuning has 38.2; among the others first by two questions."),
            new("LS-10", "MoReS is second best on ScienceQA-IMG and MM-Vet: at most one method is better.", "§5.2, Table 1",
                new Several(Quantifier.All, [SecondBest("MoReS-H", "SciQA-IMG"), SecondBest("MoReS-L", "MM-Vet")], SkipsMissing: true), "Holds, with ties."),
            new("LS-11", "One configuration earns the highlights, not the best of three picked for each benchmark.", "§5.2, Table 1",
                new Chosen(Validation.Name, [.. zoo.Validation.Select(column => column.Header)], [.. Columns.Steering.Select(variant => new Candidate(variant, Highlights(variant)))]),
                "Fails: POPE, MMMU and ScienceQA are H's, MM-Vet is L's."),
            new("LS-12", "Every MoReS variant is Pareto-optimal in parameters against score.", "§5.2, Figure 4",
                new Several(Quantifier.All, [new Undominated(Table, "MoReS-L", ["MoReS-B"], columns), new Undominated(Table, "MoReS-H", ["MoReS-B", "MoReS-L", "IA3"], columns)]),
                "Partly: IA3 lies above H on four columns of Table 1, B above L on four."),
            new("LS-13", "MoReS does as well as LoRA on a task unseen in tuning (ScienceQA).", "§5.2, Table 1",
                new Several(Quantifier.All, [.. Columns.Steering.Select(variant => new Above(Table, variant, "LoRA", ["SciQA-IMG"], -1))]), "Holds for L and H; B is 1.6 below."),
            new("LS-14", "The rows of full tuning and LoRA come out of the same runs as MoReS.", "Table 1",
                new Open("rerun both on the paper's models; each cell within a point of print", "It needs the paper's models and data."), "Both rows equal another factory's published rows digit for digit."),
            new("LS-23", "MoReS leaves text-only behaviour untouched.", "§5.5, Table 4",
                new SameAnswers([.. TextTasks.Select(task => new CellPair(new(Text, "MoReS-H", task), new(Text, "Aligned, untuned", task)))]), "Not decidable: the untouched model has no row."),
            new("LS-24", "MoReS is the best of five methods on HellaSwag and MMLU.", "§5.5, Table 4",
                new Several(Quantifier.All, [.. TextTasks.Select(task => Columns.AboveAll(Text, "MoReS-H", Peft, [task], 0))]), "Holds; over IA3 by 0.1 and 0.2, inside sampling noise."),
            new("LS-25", "Methods that change weights lose what the language model knew.", "§5.5, Table 4",
                new Several(Quantifier.All, [.. TextTasks.Select(task => Columns.AboveAll(Text, "Aligned, untuned", ["LoRA", "Adapter", "OFT"], [task], 0))]), "Not decidable: the untouched model has no row."),
            new("LS-26", "MoReS has fewer hallucinations than every other method, in four measures.", "§5.6, Table 5",
                new Several(Quantifier.All, [.. HallucinationColumns.Select(column => Columns.AboveAll(Hallucination, "MoReS-H", Columns.Others, [column], 0))]),
                "Highest in all four, by 3.3, 0.9, 1.1 and 0.3, each inside sampling noise."),
            new("LS-27", "Tables 1 and 5 report the same POPE runs.", "Tables 1 and 5",
                new SameAnswers([.. Columns.Others.Append("MoReS-H").Select(row => new CellPair(new(Table, row, "POPE"), new(Hallucination, row, "POPE Acc")))]),
                "Fails: LoRA and Adapter are exchanged, OFT differs."),
        ];
    }

    /// <summary>What LS-08 to LS-10 say, of one variant alone.</summary>
    private static Several Highlights(string variant) =>
        new(Quantifier.All, [Highest(variant, "POPE"), Highest(variant, "MMMU"), SecondBest(variant, "SciQA-IMG"), SecondBest(variant, "MM-Vet")]);

    private static Several Highest(string variant, string column) => Columns.AboveAll(Table, variant, Columns.Others, [column], 0);

    private static Several SecondBest(string variant, string column) =>
        new(Quantifier.AtMostOne, [.. Columns.Others.Select(other => new Above(Table, other, variant, [column], 0))]);
}
