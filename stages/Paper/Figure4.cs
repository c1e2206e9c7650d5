namespace Steering.Stages;

/// <summary>Figure 4: trained parameters against performance on four benchmarks: those that the paper's text names, and others of the zoo where it lacks one.</summary>
public static class Figure4
{
    public const string Title = "Figure 4: trained parameters against performance";

    private const int Panels = 4;

    private static readonly string[] Named = ["SciQA-IMG", "MM-Vet", "POPE", "MMMU"];

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).Build("figures/figure4", Title, zoo.Rows, Columns(zoo));

    private static IReadOnlyList<ZooColumn> Columns(Zoo zoo) =>
    [
        .. zoo.Columns.OrderBy(column => Named.Contains(column.Header) ? 0 : column.IsPrinted ? 1 : 2).Take(Panels).Select(column => column with { IsPrinted = true }),
    ];
}
