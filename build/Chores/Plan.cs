using Cake.Frosting;
using Steering.Build.Views;
using Steering.Data.Fetching;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Tells what a run would do, and why, without doing it.</summary>
[TaskName("Plan")]
[TaskDescription("What would run, why, how long and in how much memory (all, or what a SELECTOR names; --full: a line per stage)")]
public sealed class PlanChore : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        var request = Request.Of(context.Options);
        await CodeAcceptance.TakeAsync(engine, context.Options, request, CancellationToken.None);
        var plan = Plan.Make(engine.Context, request.Graph);
        foreach (var warning in plan.Warnings) Speech.Warn(warning);
        var zoo = Wishes.ZooOf(context.Options);
        var forecasts = Forecasts.Of(plan, zoo);
        PlanView.Print(Console.Out, $"{request.Name} of zoo {context.Options.Zoo}", plan, forecasts.Of, context.Options.Capacity, context.Options.IsFull);
        ScaleView.Print(Console.Out, plan, forecasts, new DownloadFolder(context.Options.Downloads), context.Options);
        if (plan.Stages.Count(stage => stage.Result is { } result && engine.Context.Store.CodePrints.IsAccepted(result.Key)) is > 0 and var accepted)
            Console.WriteLine($"{accepted} results stand on changed code that was accepted without a rerun; --target Why tells which and why.");
    }
}
