using System.Globalization;

namespace Steering.Reporting.Tests;

public sealed class IntervalTests
{
    /// <summary>Newcombe 1998, Statistics in Medicine 17, 857–872, table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilsons_interval_agrees_with_the_published_examples(int right, int n, double low, double high)
    {
        var estimate = Interval.Proportion(right, n);

        Assert.Equal(low, estimate.Low, 4);
        Assert.Equal(high, estimate.High, 4);
        Assert.Equal((double)right / n, estimate.Mean);
    }

    [Fact]
    public void One_seed_with_one_item_an_image_is_Wilsons_interval()
    {
        var items = Items(81, 263);

        Assert.Equal(Interval.Proportion(81, 263), Interval.OverSeeds([items]));
    }

    /// <summary>Two-sided 95 % factors of Student's t: 12.7062, 4.30265, 2.57058, 2.22814, 2.04227 for 1, 2, 5, 10, 30 degrees of freedom.</summary>
    [Theory]
    [InlineData(2, 12.7062047362)]
    [InlineData(3, 4.3026527297)]
    [InlineData(6, 2.5705818356)]
    [InlineData(11, 2.2281388520)]
    [InlineData(31, 2.0422724563)]
    public void A_difference_over_one_seed_is_the_paired_t_interval(int n, double factor)
    {
        List<ItemScore> ours = [.. Enumerable.Range(0, n).Select(i => Item(i, i % 3))];
        List<ItemScore> theirs = [.. ours.Select(item => item with { Value = 1 })];
        var differences = ours.Select(item => item.Value - 1).ToList();
        var mean = differences.Average();
        var half = factor * Math.Sqrt(differences.Sum(x => (x - mean) * (x - mean)) / (n - 1) / n);

        var estimate = Interval.Difference([ours], [theirs]);

        Assert.Equal(mean, estimate.Mean, 12);
        Assert.Equal(mean - half, estimate.Low, 8);
        Assert.Equal(mean + half, estimate.High, 8);
    }

    [Fact]
    public void A_cell_is_the_mean_of_the_seeds_scores()
    {
        var estimate = Interval.OverSeeds([Items(5, 10), Items(7, 10), Items(9, 10)]);

        Assert.Equal(0.7, estimate.Mean, 12);
        Assert.Equal(10, estimate.N);
        Assert.InRange(estimate.Low, 0, 0.7);
        Assert.InRange(estimate.High, 0.7, 1);
    }

    [Fact]
    public void Weights_make_categories_count_alike()
    {
        // Ten items of one category all right, two of another all wrong: each category is half of the score.
        List<ItemScore> items = [.. Enumerable.Range(0, 12).Select(i => Item(i, i < 10 ? 1 : 0) with { Weight = i < 10 ? 1 / 20.0 : 1 / 4.0 })];

        Assert.Equal(0.5, Interval.OverSeeds([items]).Mean, 12);
    }

    [Fact]
    public void Questions_about_one_image_make_a_wider_interval_than_as_many_images()
    {
        var apart = Items(60, 120);
        List<ItemScore> together = [.. apart.Select((item, i) => item with { Cluster = $"image-{i / 6}" })];

        Assert.True(Width(Interval.OverSeeds([together])) > 1.5 * Width(Interval.OverSeeds([apart])));
    }

    [Fact]
    public void Seeds_that_disagree_make_a_wider_interval()
    {
        var agreeing = Interval.OverSeeds([Items(50, 100), Items(50, 100), Items(50, 100)]);
        var disagreeing = Interval.OverSeeds([Items(30, 100), Items(50, 100), Items(70, 100)]);

        Assert.True(Width(disagreeing) > 2 * Width(agreeing));
    }

    [Fact]
    public void All_right_is_still_no_certainty()
    {
        var estimate = Interval.OverSeeds([Items(40, 40), Items(40, 40)]);

        Assert.Equal((1.0, 1.0), (estimate.Mean, estimate.High));
        Assert.InRange(estimate.Low, 0.8, 0.99);
    }

    [Fact]
    public void The_order_of_the_items_does_not_matter_and_equal_scores_give_equal_bits()
    {
        var items = Items(33, 77);
        List<ItemScore> turned = [.. items.AsEnumerable().Reverse()];

        Assert.Equal(Interval.OverSeeds([items, items]), Interval.OverSeeds([turned, turned]));
    }

    [Fact]
    public void Nineteen_of_twenty_intervals_hold_the_truth()
    {
        // Images differ in difficulty (drawn once a world), seeds shift every answer, answers vary: the truth is the mean over all worlds.
        var chance = new Random(20);
        var hits = 0;
        const int Worlds = 400;
        for (var world = 0; world < Worlds; world++)
        {
            var images = Enumerable.Range(0, 60).Select(_ => 0.4 * (chance.NextDouble() - 0.5)).ToList();
            IReadOnlyList<IReadOnlyList<ItemScore>> seeds =
            [
                .. Enumerable.Range(0, 3).Select(_ =>
                {
                    var shift = 0.1 * (chance.NextDouble() - 0.5);
                    return (IReadOnlyList<ItemScore>)[.. Enumerable.Range(0, 180).Select(i => new ItemScore($"{i}", $"{i / 3}", chance.NextDouble() < 0.6 + images[i / 3] + shift ? 1 : 0))];
                }),
            ];
            var estimate = Interval.OverSeeds(seeds);
            if (estimate.Low <= 0.6 && estimate.High >= 0.6) hits++;
        }

        // Wide rather than narrow: the residual part is counted twice (see Interval).
        Assert.InRange((double)hits / Worlds, 0.94, 0.995);
    }

    [Fact]
    public void An_average_over_benchmarks_is_tighter_than_each_of_them()
    {
        IReadOnlyList<IReadOnlyList<ItemScore>> first = [Items(50, 100)], second = [Items(80, 100)];

        var average = Interval.OverBenchmarks([first, second]);

        Assert.Equal(0.65, average.Mean, 12);
        Assert.Equal(200, average.N);
        Assert.True(Width(average) < Width(Interval.OverSeeds(second)));
    }

    [Fact]
    public void Seeds_with_other_items_are_refused_by_name()
    {
        var fault = Assert.Throws<ArgumentException>(() => Interval.OverSeeds([Items(1, 5), Items(1, 6)]));

        Assert.Contains("seed number 1", fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<ArgumentException>(() => Interval.OverSeeds([]));
        Assert.Throws<ArgumentException>(() => Interval.OverSeeds([[Item(1, 1), Item(1, 0)]]));
        Assert.Throws<ArgumentException>(() => Interval.OverSeeds([[Item(1, 100), Item(2, 0)]]));
    }

    private static double Width(Estimate estimate) => estimate.High - estimate.Low;

    private static ItemScore Item(int i, double value)
    {
        var name = i.ToString("00000", CultureInfo.InvariantCulture);
        return new ItemScore(name, name, value);
    }

    /// <summary>The first items are right.</summary>
    private static List<ItemScore> Items(int right, int n) => [.. Enumerable.Range(0, n).Select(i => Item(i, i < right ? 1 : 0))];
}
