using Cake.Frosting;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Tells what a run would do, and why, without doing it.</summary>
[TaskName("Plan")]
[TaskDescription("What would run, and why (all, or what a SELECTOR names)")]
public sealed class PlanChore : FrostingTask<BuildContext>
{
    private const int LabelWidth = 48;

    public override void Run(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        var request = Request.Of(context.Options);
        var plan = Flow.Plan.Make(engine.Context, request.Graph);
        foreach (var warning in plan.Warnings) Speech.Warn(warning);
        foreach (var stage in plan.ToRun)
        {
            var time = stage.ExpectedSeconds is { } seconds ? Summary.Duration(seconds) : "?";
            Console.WriteLine($"  {(stage.Standing == Standing.Stale ? "run " : "wait")} {stage.Node.Label,-LabelWidth} {time,9}  {string.Join("; ", stage.Reasons)}");
        }
        var open = plan.ToRun.Count();
        Console.WriteLine(open == 0
            ? $"{request.Name} of zoo {context.Options.Zoo} is up to date: {plan.Stages.Count} stages, nothing to run."
            : $"{open} of {plan.Stages.Count} stages would run, about {Summary.Duration(plan.ExpectedWallSeconds(context.Options.Capacity.Cores))} where times are known. "
                + "'wait' runs only if what it follows changes its output.");
    }
}
