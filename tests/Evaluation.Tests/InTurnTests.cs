namespace Steering.Evaluation.Tests;

/// <summary>Who takes turns meets what changes meanwhile alike.</summary>
public sealed class InTurnTests
{
    [Fact]
    public void Over_an_even_number_of_rounds_a_steady_drift_adds_the_same_to_all()
    {
        // Each act takes its own time and a little more than the act before it.
        double now = 0, drift = 0;
        double[] own = [5, 7, 7, 30];
        var lines = InTurn.Measure(own.Length, things: 3, rounds: 4, (who, _) => now += own[who] + (drift += 0.25), () => now).ToList();
        Assert.Equal(3 * 4, lines.Count);
        foreach (var thing in lines.GroupBy(line => line.Thing))
        {
            var beyond = own.Select((alone, who) => thing.Average(line => line.Took[who]) - alone).ToList();
            Assert.All(beyond, more => Assert.Equal(beyond[0], more, 9));
            Assert.NotEqual(thing.First().Took[0] - own[0], thing.First().Took[^1] - own[^1], 3);   // within one round it does not
        }
    }

    [Fact]
    public void Everyone_does_each_thing_once_a_round_and_the_order_is_turned_round_each_time()
    {
        var acts = new List<(int Who, int Thing)>();
        _ = InTurn.Measure(2, 2, 2, (who, thing) => acts.Add((who, thing)), () => 0).ToList();
        Assert.Equal([(0, 0), (1, 0), (1, 1), (0, 1), (1, 0), (0, 0), (0, 1), (1, 1)], acts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Rounds_that_are_not_even_are_refused_before_anything_is_done(int rounds) =>
        Assert.Contains("even", Assert.Throws<ArgumentException>(() => InTurn.Measure(2, 1, rounds, (_, _) => Assert.Fail("done"), () => 0)).Message, StringComparison.Ordinal);
}
