using Steering.Evaluation;

namespace Steering.Stages;

/// <summary>What is timed for the claims about time (§5.7, A.4), each on models of one seed: times do not hang on what weights say.</summary>
internal static class Clocks
{
    /// <summary>Table 1's methods as they are, and merged where they can be.</summary>
    public const string Methods = "methods";

    /// <summary>Table 6's smallest and largest share of tokens.</summary>
    public const string Ratios = "ratios";

    /// <summary>The model without a method.</summary>
    public const string Base = "frozen model";

    public static string Merged(string row) => $"{row} merged";

    public static IReadOnlyDictionary<string, Clock> Of(Zoo zoo) => zoo.Timing is { } rules
        ? new Dictionary<string, Clock>(StringComparer.Ordinal) { [Methods] = OfMethods(zoo, rules), [Ratios] = OfRatios(zoo, rules) }
        : new Dictionary<string, Clock>(StringComparer.Ordinal);

    private static Clock OfMethods(Zoo zoo, TimingRules rules)
    {
        var (runs, seed) = (new Runs(zoo), zoo.Seeds[0]);
        TunedModel Tuned(string row) => runs.Tuned(zoo.Rows.First(one => one.Name == row), seed);
        return runs.Timed(
            Methods,
            [
                (Base, runs.Untuned(seed), false), .. ((string[])["MoReS-B", "Adapter", "OFT", "LoRA"]).Select(row => (row, Tuned(row), false)),
                .. ((string[])["OFT", "LoRA"]).Select(row => (Merged(row), Tuned(row), true)),
            ],
            rules);
    }

    private static Clock OfRatios(Zoo zoo, TimingRules rules)
    {
        var (runs, seed, rows) = (Runs.OnTask(new Runs(zoo).Folded(), zoo.Tasks[0].Sizes[^1]), zoo.Seeds[0], Table6.RatioRows(zoo));
        return runs.Timed(
            Ratios, [(Base, runs.Untuned(seed), false), .. ((TaskRow[])[rows[0], rows[^1]]).Select(row => (row.Name, runs.Tuned(zoo.OnTask(row.Method), seed), false))], rules);
    }
}
