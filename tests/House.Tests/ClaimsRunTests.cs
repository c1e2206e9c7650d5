using Steering.Build;
using Steering.Flow;

namespace Steering.House.Tests;

/// <summary>How often claims are looked at, and what a budget is.</summary>
public sealed class ClaimsRunTests
{
    [Theory]
    [InlineData(3, 3, new[] { 3 })]
    [InlineData(3, 2, new[] { 3 })]
    [InlineData(3, 4, new[] { 3, 4 })]
    [InlineData(3, 9, new[] { 3, 6, 9 })]
    public void Seeds_are_added_in_looks_that_are_fixed_beforehand(int first, int most, int[] looks) => Assert.Equal(looks, ClaimsRun.Looks(first, most));

    [Fact]
    public void A_budget_is_bytes_to_Gc_and_a_time_to_claims()
    {
        Assert.Equal(20L << 30, Read("--budget=20G").BudgetBytes);
        Assert.Equal(TimeSpan.FromMinutes(30), Read("--budget=30m").BudgetTime);
        Assert.Equal(TimeSpan.FromHours(1.5), Read("--budget=1.5h").BudgetTime);
        Assert.Contains("30m, 2h or 90s", Assert.Throws<FlowException>(() => Read("--budget=20G").BudgetTime).Message, StringComparison.Ordinal);
        Assert.Null(Read().BudgetTime);
    }

    private static Options Read(params string[] words) => Options.From(Arguments.Parse(words));
}
