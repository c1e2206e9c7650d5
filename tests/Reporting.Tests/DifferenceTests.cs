namespace Steering.Reporting.Tests;

/// <summary>Paired comparisons and what they make of a claim.</summary>
public sealed class DifferenceTests
{
    private sealed record Item(string Id, string Image, double Score);

    [Fact]
    public void One_item_a_picture_and_one_seed_is_the_paired_t_test_of_any_textbook()
    {
        double[] ours = [1, 0, 1, 1, 0, 1, 1, 0], theirs = [0, 0, 1, 0, 1, 1, 0, 0];
        var difference = Of([ours], [theirs], picture: i => $"{i}");
        var differences = ours.Zip(theirs, (one, other) => 100 * (one - other)).ToArray();
        var mean = differences.Average();
        var error = Math.Sqrt(differences.Sum(value => (value - mean) * (value - mean)) / 7 / 8);
        Assert.Equal(mean, difference.Mean, 9);
        Assert.Equal(error, difference.Error, 9);
        Assert.Equal(7, difference.Freedom, 9);
        Assert.Equal(mean + (2.364624251592785 * error), difference.High, 6);   // Student's t, 7 degrees of freedom
    }

    [Fact]
    public void Items_of_one_picture_count_as_one_piece_of_evidence()
    {
        double[] ours = [1, 1, 0, 0, 1, 1, 1, 1], theirs = [0, 0, 0, 0, 0, 0, 1, 1];
        var apart = Of([ours], [theirs], picture: i => $"{i}");
        var together = Of([ours], [theirs], picture: i => $"{i / 2}");
        Assert.Equal(apart.Mean, together.Mean, 9);
        Assert.True(together.Error > apart.Error);
        Assert.Equal(3, together.Freedom, 9);
    }

    [Fact]
    public void Seeds_that_disagree_widen_the_interval_and_a_seed_without_partner_does_not_count()
    {
        double[] good = [1, 1, 1, 0], bad = [0, 0, 1, 0], theirs = [0, 0, 0, 0];
        var agreed = Of([good, good], [theirs, theirs], picture: i => $"{i}");
        var split = Of([good, bad], [theirs, theirs], picture: i => $"{i}");
        Assert.True(split.Error > agreed.Error);
        var partner = Of([good, bad], [theirs], picture: i => $"{i}");
        Assert.Equal(1, partner.Seeds);
        Assert.Equal(75, partner.Mean, 9);
    }

    [Fact]
    public void The_order_of_the_items_is_nothing_and_other_items_are_refused()
    {
        Item[] ours = [new("a", "a", 1), new("b", "b", 0)];
        Item[] turned = [new("b", "b", 1), new("a", "a", 0)];
        Assert.Equal(0, Jackknife.OfDifference([Column([ours], [turned])], item => item.Id, item => item.Image).Mean, 9);
        Item[] others = [new("a", "a", 1), new("c", "c", 0)];
        Assert.Throws<ArgumentException>(() => Jackknife.OfDifference([Column([ours], [others])], item => item.Id, item => item.Image));
    }

    [Theory]
    [InlineData(2.0, 1.0, 0, Verdict.Holds)]
    [InlineData(0.5, 1.0, 0, Verdict.Undecided)]
    [InlineData(-2.0, 1.0, 0, Verdict.Fails)]
    [InlineData(-2.0, 1.0, -3, Verdict.Undecided)]
    [InlineData(-0.5, 1.0, -3, Verdict.Holds)]
    [InlineData(0.0, 0.0, 0, Verdict.Fails)]
    public void A_difference_holds_above_a_bound_with_its_whole_interval_only(double mean, double error, double bound, Verdict expected) =>
        Assert.Equal(expected, new Difference(mean, error, double.PositiveInfinity, 100, 3).Above(bound));

    [Fact]
    public void Verdicts_are_put_together_as_logic_says()
    {
        const Verdict H = Verdict.Holds, F = Verdict.Fails, U = Verdict.Undecided, N = Verdict.NotRun;
        Assert.Equal([H, F, U, N, F, N], Each(Verdicts.All, [H, H], [H, F], [H, U], [H, N], [F, N], []));
        Assert.Equal([H, H, U, F, N, N], Each(Verdicts.Any, [H, N], [H, F], [F, U], [F, F], [F, N], []));
        Assert.Equal([H, F, U, N, H], Each(Verdicts.MoreThanHalf, [H, H, F], [H, F], [H, U], [N, N], [H, N]));
        Assert.Equal([H, H, F, U, N], Each(Verdicts.AtMostOne, [F, F], [H, F], [H, H], [H, U], [H, N]));
        Assert.Equal([F, H, U, N], ((Verdict[])[H, F, U, N]).Select(Verdicts.Not));
    }

    private static IEnumerable<Verdict> Each(Func<IReadOnlyList<Verdict>, Verdict> rule, params Verdict[][] cases) => cases.Select(rule.Invoke);

    private static Difference Of(double[][] ours, double[][] theirs, Func<int, string> picture)
    {
        IReadOnlyList<IReadOnlyList<Item>> Seeds(double[][] seeds) => [.. seeds.Select(scores => (Item[])[.. scores.Select((score, i) => new Item($"{i}", picture(i), score))])];
        return Jackknife.OfDifference([Column(Seeds(ours), Seeds(theirs))], item => item.Id, item => item.Image);
    }

    private static PairedColumn<Item> Column(IReadOnlyList<IReadOnlyList<Item>> ours, IReadOnlyList<IReadOnlyList<Item>> theirs) =>
        new(ours, theirs, items => 100 * items.Average(item => item.Score));
}
