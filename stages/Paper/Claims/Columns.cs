namespace Steering.Stages;

/// <summary>Columns and rows as the claims' tests name them.</summary>
internal static class Columns
{
    public static readonly IReadOnlyList<string> Steering = ["MoReS-B", "MoReS-L", "MoReS-H"];

    /// <summary>Every method of Table 1 but the steering ones.</summary>
    public static readonly IReadOnlyList<string> Others = ["FT", "Adapter", "LoRA", "OFT", "IA3"];

    /// <summary>The paper's columns of Table 1 that the zoo has.</summary>
    public static IReadOnlyList<string> Printed(Zoo zoo) => [.. zoo.Columns.Where(column => column.IsPrinted).Select(column => column.Header)];

    /// <summary>One row above each of several, on the mean of the columns.</summary>
    public static Several AboveAll(string table, string row, IEnumerable<string> others, IReadOnlyList<string> columns, double by) =>
        new(Quantifier.All, [.. others.Select(other => new Above(table, row, other, columns, by))]);

    /// <summary>One row above another on each column by itself.</summary>
    public static IEnumerable<ClaimTest> OnEach(string table, string row, string other, IEnumerable<string> columns, double by) =>
        columns.Select(column => new Above(table, row, other, [column], by));
}
