namespace Steering.Evaluation;

/// <summary>
/// Lets several do the same things in turn and times each, so that whatever changes meanwhile (heat, neighbours, caches) meets all alike. The
/// order is turned round from one thing to the next and from round to round: over an even number of rounds a steady drift adds the same to all.
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
            for (var round = 0; round < rounds; round++)
            {
                for (var thing = 0; thing < things; thing++)
                {
                    var took = new double[who];
                    for (var turn = 0; turn < who; turn++)
                    {
                        var next = (round + thing) % 2 == 0 ? turn : who - 1 - turn;
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
