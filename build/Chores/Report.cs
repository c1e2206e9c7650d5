using Cake.Frosting;
using Steering.Build.Views;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Puts what is at hand of a zoo's tables, figures and claims on one page.</summary>
[TaskName("Report")]
[TaskDescription("Writes results/ZOO/report.html: every table, figure and claim at hand on one page, with where each number comes from")]
public sealed class ReportChore : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        var plan = Plan.Make(engine.Context, Wishes.WholeGraph(context.Options));
        var states = plan.Stages.Select(stage => (stage.Node.Label, stage.Standing is Standing.Current or Standing.Elsewhere ? stage.Result?.Key : null));
        Console.WriteLine($"-> {Path.GetRelativePath(Directory.GetCurrentDirectory(), ReportPage.Write(engine, context.Options, states))}");
    }
}
