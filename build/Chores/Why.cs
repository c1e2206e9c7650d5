using Cake.Frosting;
using Steering.Build.Views;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Tells what changed since stages last ran, the root of each change first.</summary>
[TaskName("Why")]
[TaskDescription("What changed since stages last ran, and what is current since when (all, or what a SELECTOR names)")]
public sealed class WhyChore : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        var request = Request.Of(context.Options);
        await CodeAcceptance.TakeAsync(engine, context.Options, request, CancellationToken.None);
        var plan = Plan.Make(engine.Context, request.Graph);
        foreach (var warning in plan.Warnings) Speech.Warn(warning);
        WhyView.Print(Console.Out, PlanGroups.Of(plan), request.IsPart ? [.. request.Nodes.Select(node => request.Graph[node.Stage])] : request.Graph.Nodes, context.Options.IsFull);
    }
}
