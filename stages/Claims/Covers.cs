using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>More capabilities are ticked here than a printed table ticks for each of others. Ours are computed; theirs are as printed, and nobody measured them.</summary>
/// <param name="Ticks">Name of the figures: ticks by program.</param>
public sealed record Covers(string Ticks, string Ours, IReadOnlyList<string> Others) : ClaimTest
{
    public override IReadOnlyList<string> Figures => [Ticks];

    public override string Words => $"more capabilities are ticked {Ours} ({Ticks}: each tick is computed) than the paper ticks for {string.Join(" or ", Others)}";

    public override Finding Decide(Evidence evidence)
    {
        if (evidence.Figures(Ticks) is not [var ticks]) return Finding.NotRun($"{Ticks} is not made");
        var told = string.Join(", ", Others.Prepend(Ours).Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {ticks[name]}")));
        return new Finding(Others.All(other => ticks[Ours] > ticks[other]) ? Verdict.Holds : Verdict.Fails, $"{told}; the others' as printed", []);
    }
}
