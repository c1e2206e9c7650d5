namespace Steering.Stages;

/// <summary>The steering variants on the validation sets: not printed by the paper, and no result of its own; a claim chooses by its scores.</summary>
internal static class Validation
{
    public const string Name = "validation";

    /// <summary>Null where the zoo has no validation sets.</summary>
    public static Tabulate? Of(Zoo zoo) => zoo.Validation.Count == 0 ? null : new TableBuilder(zoo).BuildRows(
        Name, "Steering variants on the validation sets", [.. zoo.Rows.Where(row => Columns.Steering.Contains(row.Name))], zoo.Validation);
}
