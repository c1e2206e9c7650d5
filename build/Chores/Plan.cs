using Cake.Frosting;
using Steering.Build.Views;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Tells what a run would do, and why, without doing it.</summary>
[TaskName("Plan")]
[TaskDescription("What would run, why, how long and in how much memory (all, or what a SELECTOR names; --full: a line per stage)")]
public sealed class PlanChore : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        var request = Request.Of(context.Options);
        var plan = Plan.Make(engine.Context, request.Graph);
        foreach (var warning in plan.Warnings) Speech.Warn(warning);
        PlanView.Print(Console.Out, $"{request.Name} of zoo {context.Options.Zoo}", plan, Costs.Of(plan), context.Options.Capacity, context.Options.IsFull);
    }
}
