using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>After tuning, R Rᵀ of every editor of some rows differs from the identity by less than a bound, at every seed. Exact: there is no interval.</summary>
public sealed record Orthonormal(IReadOnlyList<string> Rows, double Below) : ClaimTest
{
    public override IReadOnlyList<string> Figures => [.. Rows.Select(FiguresOf)];

    public override string Words => string.Create(CultureInfo.InvariantCulture, $"after tuning max |R Rᵀ − I| over the editors of {string.Join(", ", Rows)} is below {Below:0.#e+0}");

    /// <summary>What the figures of a row are called.</summary>
    public static string FiguresOf(string row) => $"subspaces of {row}";

    public override Finding Decide(Evidence evidence)
    {
        var found = Rows.Select(row => evidence.Figures(FiguresOf(row))).ToList();
        if (found.Contains(null) || found.Exists(seeds => seeds!.Any(seed => seed[Gauge.Editors] == 0))) return Finding.NotRun($"nobody looked into the adapters of {string.Join(", ", Rows)}, or one has no subspace");
        var worst = found.Select(seeds => seeds!.Max(seed => seed[Gauge.Worst])).ToList();
        return new Finding(worst.Max() < Below ? Verdict.Holds : Verdict.Fails, string.Join("; ", Rows.Select((row, at) => string.Create(
            CultureInfo.InvariantCulture, $"{row}: {worst[at]:0.0e+0}, {found[at]!.Sum(seed => seed[Gauge.Editors])} editors, {found[at]!.Count} seed{(found[at]!.Count == 1 ? "" : "s")}"))), []);
    }
}
