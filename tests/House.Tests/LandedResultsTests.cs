using Steering.Reporting;
using Steering.Tests;

namespace Steering.House.Tests;

/// <summary>What lies in results/ for readers can be true.</summary>
public sealed class LandedResultsTests
{
    private const int Labels = 2;

    [Fact]
    public void Every_number_lies_inside_its_interval()
    {
        var tables = Sources.Files("*.csv", "results").Where(file => Sources.Lines(file).First() is var head && !file.Contains("/figures/", StringComparison.Ordinal) && head.StartsWith("Method,", StringComparison.Ordinal) && head.Contains(" low,", StringComparison.Ordinal)).ToArray();
        var wrong =
            from file in tables
            let grid = CsvFile.Read(Path.Combine(Golden.Repository, file), Labels)
            from row in grid.Rows
            from pair in row.Cells.Zip(grid.Columns)
            where pair.First is { Value: { } value, Low: { } low, High: { } high } && (value < low - 1e-9 || value > high + 1e-9)
            select $"{file}: {row.Labels[0]}, {pair.Second.Name}: {pair.First.Value} in [{pair.First.Low}, {pair.First.High}]";
        Assert.NotEmpty(tables);
        Sources.None(wrong);
    }

    /// <summary>A share of attention of −5 % would make a reader doubt the rest.</summary>
    [Fact]
    public void Shares_of_attention_and_their_intervals_lie_between_0_and_100()
    {
        const int labels = 3;   // method, kind, layer
        var figures = Sources.Files("*.csv", "results").Where(file => Sources.Lines(file).First().Contains(",Visual share,", StringComparison.Ordinal)).ToArray();
        var wrong =
            from file in figures
            let grid = CsvFile.Read(Path.Combine(Golden.Repository, file), labels)
            from row in grid.Rows
            from pair in row.Cells.Zip(grid.Columns)
            where pair.Second.Name.Contains("share", StringComparison.Ordinal) && !pair.Second.Name.Contains("gained", StringComparison.Ordinal)
            where pair.First is { Low: { } low, High: { } high } && (low < 0 || high > 100)
            select $"{file}: {string.Join(' ', row.Labels)}, {pair.Second.Name}: [{pair.First.Low}, {pair.First.High}]";
        Assert.NotEmpty(figures);
        Sources.None(wrong);
    }
}
