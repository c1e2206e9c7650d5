using Cake.Frosting;
using Steering.Build.Preflights;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Checks everything that can be checked before a long run, and tells it all at once.</summary>
[TaskName("Preflight")]
[TaskDescription("Checks files, sums, terms, pictures, models, disk, memory and rights before a long run (all, or what a SELECTOR names)")]
public sealed class PreflightChore : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        Terms.Accept(context.Options);
        var request = Request.Of(context.Options);
        var plan = Plan.Make(engine.Context, request.Graph);
        foreach (var warning in plan.Warnings) Speech.Warn(warning);
        var findings = await Preflight.LookAsync(Preflight.Of(engine, context.Options, plan, Forecasts.Of(plan, Wishes.ZooOf(context.Options))), CancellationToken.None);
        Preflight.Require(Console.Out, $"{request.Name} of zoo {context.Options.Zoo}", findings, isQuiet: false);
        Console.WriteLine($"{request.Name} of zoo {context.Options.Zoo} can run: {plan.ToRun.Count()} stages.");
    }
}
