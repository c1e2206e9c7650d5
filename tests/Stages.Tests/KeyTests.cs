using Steering.Flow;

namespace Steering.Stages.Tests;

/// <summary>What a table's cells share, and what they must not.</summary>
public sealed class KeyTests
{
    public static TheoryData<string> Changes => new(Tables.Tiny().AllRows.SelectMany(row => new[] { "Rate", "ConnectorRate", "Epochs", "Batch" }.Select(name => $"{row.Name}.{name}")));

    [Fact]
    public void Rows_with_unequal_methods_have_unequal_texts()
    {
        var texts = Tables.Tiny().AllRows.Where(row => row != Tables.Tiny().Blind).Select(row => Canonical.Text(new TuneParams(ModelChoice.Of(Tables.Tiny().Parts), row.Method, Tables.Tiny().Rows[0].Recipe, Blind: false))).ToArray();
        Assert.Distinct(texts);
    }

    [Fact]
    public void Every_row_and_seed_is_a_training_of_its_own()
    {
        var zoo = Zoos.Create("tiny", new ZooSettings(SeedCount: 3, [], IsValidation: false));
        var tuned = Graph.Of(Table1.Of(zoo)).Identities<Tune>();
        Assert.Equal((zoo.Rows.Count + 1) * 3, tuned.Count);   // the blind row trains too
        Assert.Distinct(tuned.Values);
    }

    [Fact]
    public void The_same_table_built_twice_has_the_same_identities() =>
        Assert.Equal(Tables.Table().Nodes.Select(node => node.Identity), Tables.Table().Nodes.Select(node => node.Identity));

    [Fact]
    public void All_rows_of_one_seed_share_one_alignment() => Assert.Single(Tables.Table().Identities<Align>());

    [Fact]
    public void A_rate_reaches_the_key_of_its_rows_training_only() => Only_this_row_is_trained_anew("LoRA.Rate", "7e-4");

    [Theory]
    [MemberData(nameof(Changes))]
    public void Every_setting_of_a_row_reaches_the_key_of_its_training_only(string path) => Only_this_row_is_trained_anew(path, "3");

    [Fact]
    public void Validation_grades_other_items_and_trains_nothing_else()
    {
        var (test, validation) = (Tables.Table(), Graph.Of(Table1.Of(Zoos.Create("tiny", Tables.Settings() with { IsValidation = true }))));
        Assert.Equal(test.Identities<Tune>().Keys.Order(StringComparer.Ordinal), validation.Identities<Tune>().Keys.Order(StringComparer.Ordinal));
        Assert.Empty(test.Identities<Answer>().Keys.Intersect(validation.Identities<Answer>().Keys, StringComparer.Ordinal));
    }

    [Fact]
    public void A_setting_of_a_row_that_is_not_there_is_refused_with_the_rows_that_are()
    {
        var error = Assert.Throws<FlowException>(() => Tables.Tiny(("LoRa2.Rate", "1e-3")));
        Assert.Contains("LoRa2", error.Message, StringComparison.Ordinal);
        Assert.Contains("MoReS-B", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LoRA.Speed", "1", "Speed")]
    [InlineData("LoRA.Rate", "-1", "-1")]
    [InlineData("LoRA.Rate", "fast", "fast")]
    [InlineData("Rate", "1", "row.field=value")]
    public void A_setting_that_says_nothing_is_refused(string path, string value, string told) =>
        Assert.Contains(told, Assert.Throws<FlowException>(() => Tables.Tiny((path, value))).Message, StringComparison.Ordinal);

    private static void Only_this_row_is_trained_anew(string path, string value)
    {
        var row = path[..path.LastIndexOf('.')];
        var (before, after) = (Tables.All(), Tables.All((path, value)));
        var fresh = after.Identities<Tune>().ExceptBy(before.Identities<Tune>().Keys, pair => pair.Key).Select(pair => pair.Value).ToArray();
        Assert.Equal([$"Tune {row} seed 1"], fresh);
        Assert.Equal(before.Identities<Tune>().Count, after.Identities<Tune>().Count);
        Assert.Equal(before.Identities<Align>(), after.Identities<Align>());
        Assert.Equal(before.Identities<Encode>(), after.Identities<Encode>());
        Assert.Equal(before.Identities<Count>(), after.Identities<Count>());
    }
}
