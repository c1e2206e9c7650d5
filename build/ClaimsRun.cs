using System.Text.Json;
using Steering.Flow;
using Steering.Stages;

namespace Steering.Build;

/// <summary>
/// Decides claims: all, or as many as a time allows; and, where asked, again with more seeds for the rows that undecided claims hang on. The number of looks
/// is fixed beforehand and shares the chance of error among them, so that looking again does not make chance findings likelier.
/// </summary>
internal static class ClaimsRun
{
    public static async Task RunAsync(Wish claims, Options options)
    {
        if (options.For is not null || (options.BudgetTime is null && options.MostSeeds is null))
        {
            await WishRun.RunAsync(options, () => Request.Of(claims, options));
            return;
        }
        var only = options.BudgetTime is { } time ? Affordable.Choose(options, time) : null;
        var first = Wishes.ZooOf(options).Seeds.Count;
        var looks = Looks(first, options.MostSeeds ?? first);
        for (var look = 0; look < looks.Count; look++)
        {
            var decide = PaperClaims.Of(Wishes.ZooOf(options), only, looks.Count);
            var graph = Graph.Of(decide);
            var report = await WishRun.RunAsync(options, () => new Request(claims.Name, graph, graph, [graph[decide]], [], [decide.Text, decide.Table]));
            var wanted = JsonSerializer.Deserialize<Dictionary<string, int>>(await File.ReadAllTextAsync(report.PathOf(decide.Wanted))) ?? [];
            var rows = Wishes.ZooOf(options).AllRows.Select(row => row.Name).Where(wanted.ContainsKey).ToList();
            if (rows.Count == 0 || look == looks.Count - 1) return;
            Console.WriteLine($"{wanted.Values.Max()} undecided claims hang on {string.Join(", ", rows)}: they get {looks[look + 1]} seeds (look {look + 2} of at most {looks.Count}).");
            options = options with { Settings = [.. options.Settings, .. rows.Select(row => new KeyValuePair<string, string>(row + ".Seeds", $"{looks[look + 1]}"))] };
        }
    }

    /// <summary>Numbers of seeds at which verdicts are looked at: the zoo's, half-way, the most.</summary>
    internal static IReadOnlyList<int> Looks(int first, int most) => most <= first ? [first] : [.. ((int[])[first, (first + most + 1) / 2, most]).Distinct()];
}
