namespace Steering.Reporting.Tests;

public sealed class RanksTests
{
    [Fact]
    public void Ties_share_their_rank() => Assert.Equal([2.5, 1, 4, 2.5], Ranks.Of([7, 3, 9, 7]));

    /// <summary>ρ = 1 − 6 Σd² / (n (n² − 1)) without ties: here d² sums to 40, of n = 7.</summary>
    [Fact]
    public void A_correlation_of_ranks_is_Spearmans()
    {
        var rho = Ranks.Correlation(Ranks.Of([1, 2, 3, 4, 5, 6, 7]), Ranks.Of([30, 10, 20, 50, 40, 70, 15]));
        Assert.Equal(1 - (6.0 * 40 / (7 * 48)), rho, 12);
        Assert.Equal(0, Ranks.Correlation([1, 2, 3], [5, 5, 5]));
    }

    /// <summary>One group of n = 10 with ρ = 0.6364 (Σd² = 60): z = 0.7520, its error √(1.06/7) = 0.3891, so ρ lies in [−0.011, 0.908].</summary>
    [Fact]
    public void The_interval_is_that_of_Fishers_z_for_ranks()
    {
        double[] y = [3, 1, 2, 10, 6, 4, 5, 9, 7, 8];
        var squares = y.Select((rank, at) => (rank - at - 1) * (rank - at - 1)).Sum();
        var rho = 1 - (6.0 * squares / 990);
        var of = Ranks.Within([[.. y.Select((rank, at) => ((double)at, rank * rank))]]);   // squares keep the order
        Assert.Equal(Math.Atanh(rho), of.Mean, 9);
        Assert.Equal(-0.0107, Math.Tanh(of.Low), 4);
        Assert.Equal(0.9078, Math.Tanh(of.High), 4);
        Assert.Equal(Verdict.Undecided, of.Above(0));
        Assert.Equal(10, of.N);
    }

    [Fact]
    public void Groups_are_correlated_within_themselves_and_weigh_by_their_size()
    {
        // Within each group more goes with less; over both it would go with more.
        IReadOnlyList<(double, double)> low = [(1, 4), (2, 3), (3, 2), (4, 1)], high = [(11, 18), (12, 17), (13, 16), (14, 15), (15, 14), (16, 13), (17, 12)];
        var both = Ranks.Within([low, high]);
        Assert.Equal(Verdict.Fails, both.Above(0));
        Assert.True(Ranks.Within([[.. low, .. high]]).Mean > 0);
        IReadOnlyList<(double, double)> mixed = [(1, 2), (2, 4), (3, 1), (4, 3)];   // ρ = 0
        Assert.Equal(Ranks.Within([high]).Mean * 4 / 5, Ranks.Within([mixed, high]).Mean, 9);
    }

    [Fact]
    public void Three_pairs_make_no_interval() => Assert.Throws<ArgumentException>(() => Ranks.Within([[(1, 1), (2, 2), (3, 3)]]));
}
