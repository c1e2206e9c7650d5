using Steering.Data.IconWorld;

namespace Steering.Evaluation;

/// <summary>
/// Lets several do the same things in turn and times each, so that whatever changes meanwhile (heat, neighbours) meets all alike. For every two
/// rounds an order is drawn, and turned round in the second: a steady drift adds the same to all, and none always follows the same other, which
/// leaves its own things in the caches. Within a round the order stays: turned round from one thing to the next, the one that came last would come
/// first again and find its weights in the caches, which made two of eight models a tenth faster.
/// </summary>
public static class InTurn
{
    /// <param name="who">How many take turns.</param>
    /// <param name="things">What each does in a round.</param>
    /// <param name="rounds">How often; even.</param>
    /// <param name="act">One of them does one thing: (who, thing).</param>
    /// <param name="clock">Any unit of time.</param>
    /// <returns>Round by round and thing by thing, what each took.</returns>
    public static IEnumerable<(int Round, int Thing, double[] Took)> Measure(int who, int things, int rounds, Action<int, int> act, Func<double> clock)
    {
        if (rounds < 2 || rounds % 2 != 0) throw new ArgumentException($"{rounds} rounds do not come in both orders equally often. Choose an even number.", nameof(rounds));
        return Rounds();

        IEnumerable<(int Round, int Thing, double[] Took)> Rounds()
        {
            var order = Enumerable.Range(0, who).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                if (round % 2 == 0) Chance.Of((ulong)round, "turns").Shuffle(order);
                else Array.Reverse(order);
                for (var thing = 0; thing < things; thing++)
                {
                    var took = new double[who];
                    foreach (var next in order)
                    {
                        var start = clock();
                        act(next, thing);
                        took[next] = clock() - start;
                    }
                    yield return (round, thing, took);
                }
            }
        }
    }
}
