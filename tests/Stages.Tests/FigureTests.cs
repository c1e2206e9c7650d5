using Steering.Flow;

namespace Steering.Stages.Tests;

/// <summary>What the figures of the tiny zoo are made of.</summary>
public sealed class FigureTests
{
    public static TheoryData<string> Names => ["figure1", "figure2", "figure4", "figure8"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_figure_is_an_exported_svg_with_its_numbers_beside_it(string name)
    {
        var places = Figure(name).Outputs.Select(artifact => artifact.Place).ToList();
        Assert.Contains($"results/tiny/figures/{name}.svg", places);
        Assert.Contains($"results/tiny/figures/{name}.csv", places);
    }

    [Fact]
    public void The_attention_figures_show_every_row_of_the_table_and_the_untuned_model()
    {
        var zoo = Tables.Tiny();
        Assert.Equal([.. zoo.Rows.Select(row => row.Name), "Aligned, untuned"], ((PlotShares)Figure("figure1")).Params.Rows.Select(row => row.Name));
        Assert.Equal(((PlotShares)Figure("figure1")).Params.Rows, ((PlotRatios)Figure("figure2")).Params.Rows);
    }

    [Fact]
    public void Figures_train_and_answer_nothing_that_the_table_does_not()
    {
        var table = Tables.Table();
        var figures = Graph.Of(((string[])["figure1", "figure2", "figure4", "figure8"]).Select(Figure));
        Assert.Empty(figures.Identities<Tune>().Keys.Except(table.Identities<Tune>().Keys, StringComparer.Ordinal));
        Assert.Empty(figures.Identities<Answer>().Keys.Except(table.Identities<Answer>().Keys, StringComparer.Ordinal));
        Assert.Empty(figures.Identities<Align>().Keys.Except(table.Identities<Align>().Keys, StringComparer.Ordinal));
    }

    [Fact]
    public void Attention_is_looked_at_once_for_each_row_and_seed_and_shared_by_the_figures()
    {
        var zoo = Zoos.Create("tiny", new ZooSettings(SeedCount: 2, [], IsValidation: false));
        var both = Graph.Of(Figure1.Of(zoo), Figure2.Of(zoo), Figure8.Of(zoo));
        Assert.Equal((zoo.Rows.Count + 1) * 2, both.Identities<Attend>().Count);
        Assert.Equal(both.Identities<Attend>().Count, Graph.Of(Figure2.Of(zoo)).Identities<Attend>().Count);
    }

    [Fact]
    public void Claims_train_what_some_table_trains_and_answer_beside_the_tables_on_the_validation_sets_alone()
    {
        var zoo = Tables.Tiny();
        var (tables, claims) = (Graph.Of(PaperTables.Of(zoo)), Graph.Of(PaperClaims.Of(zoo)));
        Assert.Empty(claims.Identities<Tune>().Keys.Except(tables.Identities<Tune>().Keys, StringComparer.Ordinal));
        var beside = claims.Identities<Answer>().ExceptBy(tables.Identities<Answer>().Keys, pair => pair.Key).Select(pair => pair.Value).ToList();
        Assert.Equal(3 * zoo.Validation.Count, beside.Count);
        Assert.All(beside, label => Assert.Matches("^Answer MoReS-[BLH] seed 1 .*-validation$", label));
    }

    /// <summary>Beside the figures' rows: six choices of layers, and four ranks and three further shares of tokens on one task.</summary>
    [Fact]
    public void Thirteen_more_models_are_looked_at_for_the_claim_that_attention_is_the_cause()
    {
        var zoo = Tables.Tiny();
        Assert.Equal(zoo.Rows.Count + 1 + 13, Graph.Of(Figure1.Of(zoo), PaperClaims.Of(zoo)).Identities<Attend>().Count);
    }

    [Fact]
    public void Validation_items_are_no_test_items()
    {
        var zoo = Tables.Tiny();
        Assert.Equal(zoo.Columns.Where(column => column.IsPrinted).Select(column => (column.Header, column.Benchmark)), zoo.Validation.Select(column => (column.Header, column.Benchmark)));
        Assert.Empty(zoo.Validation.Select(column => column.Items.Name).Intersect(zoo.Columns.Select(column => column.Items.Name), StringComparer.Ordinal));
    }

    [Fact]
    public void The_fourth_figure_has_four_panels_of_the_benchmarks_that_the_text_names_where_there_are_such()
    {
        var columns = ((Tabulate)Figure("figure4")).Params.Columns;
        Assert.Equal(4, columns.Count(column => column.IsPrinted));
        Assert.Contains(columns, column => column.Header == "POPE");
        Assert.Contains(columns, column => column.Header == "SciQA-IMG");
    }

    private static IStage Figure(string name) => name switch
    {
        "figure1" => Figure1.Of(Tables.Tiny()),
        "figure2" => Figure2.Of(Tables.Tiny()),
        "figure4" => Figure4.Of(Tables.Tiny()),
        _ => Figure8.Of(Tables.Tiny()),
    };
}
