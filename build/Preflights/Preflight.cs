using Steering.Build.Doctors;
using Steering.Flow;

namespace Steering.Build.Preflights;

/// <summary>Checks all that can be checked before hours of work, and tells it all at once.</summary>
internal static class Preflight
{
    /// <summary>Work, in seconds of one processor, from which a run is checked by itself.</summary>
    public const double WorthChecking = 300;

    public static async Task<IReadOnlyList<Finding>> LookAsync(Ready ready, CancellationToken cancel) =>
        [.. SourceCheck.Look(ready), .. await PictureCheck.LookAsync(ready, cancel), .. ModelCheck.Look(ready), .. RoomCheck.Look(ready)];

    /// <summary>Prints what was found.</summary>
    /// <exception cref="FlowException">Something must be mended first.</exception>
    public static void Require(TextWriter page, string name, IReadOnlyList<Finding> findings, bool isQuiet)
    {
        foreach (var finding in findings.Where(finding => !isQuiet || finding.Health == Health.Failure))
        {
            page.WriteLine($"  {finding.Health switch { Health.Ok => "ok  ", Health.Warning => "warn", _ => "FAIL" }} {finding.What,-9} {finding.Value}");
            if (finding.Remedy.Length > 0) page.WriteLine($"                 -> {finding.Remedy}");
        }
        var failures = findings.Count(finding => finding.Health == Health.Failure);
        if (failures > 0) throw new FlowException($"{failures} thing{(failures == 1 ? "" : "s")} must be mended before {name} can run (above). Nothing was started.");
    }

    /// <summary>Looks at a run that is worth it, and stops it where it cannot end well.</summary>
    public static void BeforeRun(Engine engine, Options options, string name, Plan plan, CancellationToken cancel)
    {
        if (!plan.ToRun.Any()) return;
        var forecasts = Forecasts.Of(plan, Wishes.ZooOf(options));
        if (plan.ToRun.Sum(stage => forecasts.Seconds(stage.Node)) < WorthChecking) return;
        var findings = Task.Run(() => LookAsync(Of(engine, options, plan, forecasts), cancel), cancel).GetAwaiter().GetResult();   // nothing else runs yet
        Require(Console.Out, $"{name} of zoo {options.Zoo}", findings, isQuiet: true);
    }

    public static Ready Of(Engine engine, Options options, Plan plan, Forecasts forecasts) =>
        new(engine.Context, Wishes.ZooOf(options), plan, forecasts, new(options.Downloads), options.Capacity, Gpus.MemoryBytes);
}
