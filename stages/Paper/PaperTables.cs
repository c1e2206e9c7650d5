namespace Steering.Stages;

/// <summary>Every table of scores that a zoo can make.</summary>
public static class PaperTables
{
    public static IEnumerable<Tabulate> Of(Zoo zoo) => [Table1.Of(zoo)];
}
