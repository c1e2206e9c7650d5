namespace Steering.Flow.Tests;

public sealed class SelectorTests
{
    [Theory]
    [InlineData("toys:a/sum", "Join a sum 1", "Join a sum 2")]
    [InlineData("TOYS:A/SUM", "Join a sum 1", "Join a sum 2")]
    [InlineData("toys:a", "Join a T*", "Join a sum 1", "Join a sum 2")]
    [InlineData("toys:a/*", "Join a T*", "Join a sum 1", "Join a sum 2")]
    [InlineData("toys:*/sum", "Join a sum 1", "Join a sum 2", "Join b, c sum 1", "Join b, c sum 2")]
    [InlineData("toys:a/T*", "Join a T*")]
    [InlineData("t?ys:b*/s?m", "Join b, c sum 1", "Join b, c sum 2")]
    [InlineData("toys:b, c/sum", "Join b, c sum 1", "Join b, c sum 2")]
    [InlineData("toys:b, c/sum, toys:a/T*", "Join a T*", "Join b, c sum 1", "Join b, c sum 2")]
    [InlineData("toys", "Table toys")]
    [InlineData("results/toys.csv", "Table toys")]
    [InlineData("stage:*sum 2", "Join a sum 2", "Join b, c sum 2")]
    [InlineData("*sum 2, Write a", "Write a", "Join a sum 2", "Join b, c sum 2")]
    [InlineData("+toys:a/sum", "Write a", "Join a sum 1", "Join a sum 2")]
    [InlineData("Write a+", "Write a", "Join a T*", "Join a sum 1", "Join a sum 2", "Table toys")]
    [InlineData("+Join a sum 1+", "Write a", "Join a sum 1", "Table toys")]
    public void A_selector_picks_stages_of_cells_rows_columns_tables_and_labels(string selector, params string[] labels) =>
        Assert.Equal(labels.Order(StringComparer.Ordinal), ToyTable.Graph().Select(selector).Select(node => node.Label).Order(StringComparer.Ordinal));

    [Fact]
    public void A_selector_tells_the_cells_that_it_names()
    {
        var graph = ToyTable.Graph();
        Assert.Equal(["toys:a/sum", "toys:b, c/sum"], graph.Choose("toys:*/sum").Cells.Select(cell => cell.ToString()));
        Assert.Equal(3, graph.Choose("toys").Cells.Count);
        Assert.Empty(graph.Choose("Join*").Cells);
    }

    [Theory]
    [InlineData("toys:aa/sum", "toys has no row 'aa'. Did you mean 'a'? The rows: a; b, c.")]
    [InlineData("toys:a/sun", "toys has no column 'sun'. Did you mean 'sum'? The columns: T*; sum.")]
    [InlineData("toyz:a/sum", "There is no table 'toyz'. Did you mean 'toys'? The tables: toys.")]
    [InlineData("toyz", "No stage is called 'toyz', and no table. Near it: toys; ")]
    [InlineData("stage:toys", "No stage is called 'toys', and no table. Near it: toys; ")]
    [InlineData("", "No stage is called ''")]
    public void What_is_not_there_is_refused_with_the_nearest_name_and_the_list(string selector, string message) =>
        Assert.StartsWith(message, Assert.Throws<FlowException>(() => ToyTable.Graph().Select(selector)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_chosen_cell_needs_its_own_stages_only()
    {
        using var bench = new Bench();
        var whole = ToyTable.Graph();
        var part = whole.UpTo(whole.Select("toys:a/sum"));
        var report = await new Scheduler(bench.Context, bench.Capacity, Bench.InProcess, Bench.InProcess).RunAsync(part, CancellationToken.None);
        Assert.Equal(["Join a sum 1", "Join a sum 2", "Write a"], report.Ran.Select(node => node.Label).Order(StringComparer.Ordinal));
        var cell = Assert.Single(whole.Choose("toys:a/sum").Cells);
        Assert.Equal(new CellNumber(16, N: 2), cell.Sum([.. cell.Parts.Select(part => report.PathOf(part.Result))]));
    }

    [Fact]
    public async Task Cells_that_share_their_results_under_other_objects_can_all_be_read_from_the_part()
    {
        using var bench = new Bench();
        Artifact<Words> Same() => new Join(new JoinParams("same", 1e-3), new Write(new WriteParams("a")).Text).Text;
        var whole = Graph.Of(new ToyTable(new ToyTableParams("twins"), [new("a", "one", [Same()]), new("a", "other", [Same()])]));
        var chosen = whole.Choose("twins:a");
        var report = await new Scheduler(bench.Context, bench.Capacity, Bench.InProcess, Bench.InProcess).RunAsync(whole.UpTo(chosen.Nodes), CancellationToken.None);
        var numbers = chosen.Cells.Select(cell => cell.Sum([.. cell.Parts.Select(part => report.PathOf(part.Result))]).Value).ToArray();
        Assert.Equal(2, numbers.Length);
        Assert.Equal(numbers[0], numbers[1]);
    }
}
