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
    public void Each_does_each_thing_once_a_round_and_none_follows_itself_within_one()
    {
        foreach (var round in Acts(who: 5, things: 3, rounds: 4).Chunk(5 * 3))
        {
            Assert.All(round.Chunk(5).Index(), turns => Assert.Equal(Enumerable.Range(0, 5).Select(who => (who, turns.Index)), turns.Item.Order()));
            Assert.All(round.Zip(round.Skip(1)), pair => Assert.NotEqual(pair.First.Who, pair.Second.Who));
        }
    }

    [Fact]
    public void Every_second_round_turns_the_order_of_the_one_before_and_the_others_draw_anew()
    {
        var orders = Acts(who: 7, things: 2, rounds: 8).Chunk(7 * 2).Select(round => round.Take(7).Select(act => act.Who).ToArray()).ToList();
        for (var round = 1; round < 8; round += 2) Assert.Equal(orders[round - 1].Reverse(), orders[round]);
        Assert.Distinct(orders.Select(order => string.Join(',', order)));
        Assert.Equal(orders[0], Acts(7, 2, 2).Take(7).Select(act => act.Who));   // the same in every run
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Rounds_that_are_not_even_are_refused_before_anything_is_done(int rounds) =>
        Assert.Contains("even", Assert.Throws<ArgumentException>(() => InTurn.Measure(2, 1, rounds, (_, _) => Assert.Fail("done"), () => 0)).Message, StringComparison.Ordinal);

    private static List<(int Who, int Thing)> Acts(int who, int things, int rounds)
    {
        var acts = new List<(int Who, int Thing)>();
        _ = InTurn.Measure(who, things, rounds, (one, thing) => acts.Add((one, thing)), () => 0).ToList();
        return acts;
    }
}
