using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>
/// What a model's answers take beyond those of the base is less than a share of what another's take beyond it: on the same prompts, one at a time
/// (<see cref="Timings"/>).
/// </summary>
/// <param name="Clock">Name of the file of times.</param>
/// <param name="Base">The model without a method.</param>
/// <param name="Share">Of the other's; 1 is less than the other.</param>
public sealed record Overhead(string Clock, string Ours, string Theirs, string Base, double Share) : ClaimTest
{
    /// <summary>Further models whose times are told.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    public override IReadOnlyList<string> Clocks => [Clock];

    public override string Words => $"an answer of {Ours} takes less beyond {Base}'s than {Of}{Theirs}'s does, one prompt at a time, paired";

    private string Of => Share == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Share:0.##} times what ");

    public override Finding Decide(Evidence evidence)
    {
        string[] models = [Ours, Theirs, .. Beside];
        if (evidence.Times(Clock) is not { } times || models.Append(Base).Except(times.Models, StringComparer.Ordinal).Any()) return Finding.NotRun($"nobody timed {string.Join(", ", models)} and {Base}");
        var saved = times.Sum(new Dictionary<string, double> { [Theirs] = Share, [Ours] = -1, [Base] = 1 - Share });
        var beyond = models.Select(model => $"{model} {Text(times.Sum(new Dictionary<string, double> { [model] = 1, [Base] = -1 }))}");
        var whole = times.Sum(new Dictionary<string, double> { [Base] = 1 });
        return new Finding(saved.Above(0), string.Create(
            CultureInfo.InvariantCulture, $"beyond {Base}'s {whole.Mean:0.00} ms: {string.Join("; ", beyond)}; {(Share == 1 ? "" : $"{Share:0.##} × ")}{Theirs} − {Ours}: {Text(saved)} ms, n {saved.N} prompts"), []);
    }

    private static string Text(Difference difference) => string.Create(CultureInfo.InvariantCulture, $"{difference.Mean:0.000} [{difference.Low:0.000}, {difference.High:0.000}]");
}
