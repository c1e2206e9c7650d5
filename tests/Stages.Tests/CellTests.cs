using Steering.Flow;

namespace Steering.Stages.Tests;

/// <summary>What each number of a table is made of.</summary>
public sealed class CellTests
{
    private static readonly Graph s_table = Graph.Of(Table1.Of(Zoos.Create("tiny", new ZooSettings(SeedCount: 2, [], IsValidation: false))));

    private static IReadOnlyList<TableCell> Cells => s_table.Nodes[^1].Stage.Cells;

    [Fact]
    public void Every_cell_is_made_of_results_that_its_table_reads()
    {
        var read = s_table.Nodes[^1].Upstream.ToHashSet();
        Assert.All(Cells, cell => Assert.All(cell.Parts, part => Assert.Contains(s_table[part.Result.Producer!], read)));
        Assert.Equal(read.Count, Cells.SelectMany(cell => cell.Parts).Select(part => s_table[part.Result.Producer!]).Distinct().Count());
    }

    [Fact]
    public void Every_cell_can_be_named_and_is_alone_in_its_place()
    {
        Assert.Distinct(Cells.Select(cell => cell.ToString()));
        Assert.All(Cells, cell => Assert.Equal(cell.ToString(), Assert.Single(s_table.Choose(cell.ToString()).Cells).ToString()));
    }

    [Fact]
    public void A_scored_cell_is_made_of_one_grading_per_seed()
    {
        foreach (var row in Tables.Tiny().Rows)
            foreach (var column in Tables.Tiny().Columns)
            {
                var cell = Assert.Single(s_table.Choose($"table1:{row.Name}/{column.Header}").Cells);
                Assert.Equal(["seed 1", "seed 2"], cell.Parts.Select(part => part.Name));
                Assert.All(cell.Parts.Zip([1, 2]), pair => Assert.Contains($"{row.Name} seed {pair.Second}", s_table[pair.First.Result.Producer!].Label, StringComparison.Ordinal));
                Assert.Contains($"datasets/{column.Benchmark.Dataset}/card.md", cell.Rule, StringComparison.Ordinal);
            }
    }

    [Fact]
    public void One_cell_needs_no_other_rows_training()
    {
        var row = Tables.Tiny().Rows[^1].Name;
        var part = s_table.UpTo(s_table.Select($"table1:{row}/{Tables.Tiny().Columns[0].Header}"));
        Assert.All(part.Nodes.Where(node => node.Stage is Tune), node => Assert.StartsWith($"Tune {row} ", node.Label, StringComparison.Ordinal));
        Assert.Equal(2, part.Nodes.Count(node => node.Stage is Tune));
        Assert.DoesNotContain(part.Nodes, node => node.Stage is Tabulate);
    }

    [Fact]
    public void A_rows_cells_are_told_by_the_part_of_the_graph_that_makes_the_row()
    {
        var chosen = s_table.Choose($"table1:{Tables.Tiny().Rows[0].Name}");
        var part = s_table.UpTo(chosen.Nodes);
        Assert.Contains(chosen.Cells.SelectMany(cell => cell.Parts), cell => s_table[cell.Result.Producer!].Stage != cell.Result.Producer);   // two columns, one grading
        Assert.All(chosen.Cells.SelectMany(cell => cell.Parts), cell => Assert.Equal(s_table[cell.Result.Producer!].Identity, part[cell.Result.Producer!].Identity));
    }

    [Fact]
    public void An_average_is_made_of_the_printed_columns()
    {
        var printed = Tables.Tiny().Columns.Count(column => column.IsPrinted);
        Assert.All(s_table.Choose("table1:*/Avg").Cells.Where(cell => cell.Row != "Majority"), cell => Assert.Equal(2 * printed, cell.Parts.Count));
    }
}
