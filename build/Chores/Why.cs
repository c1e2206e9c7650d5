using Cake.Frosting;

namespace Steering.Build.Chores;

/// <summary>Tells what changed since a stage last ran.</summary>
[TaskName("Why")]
[TaskDescription("What a stage's result depends on, against its last run (all, or what a SELECTOR names)")]
public sealed class WhyChore : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        var request = Request.Of(context.Options);
        var graph = request.Graph;
        foreach (var node in request.IsPart ? request.Nodes : graph.Nodes)
        {
            Console.WriteLine(node.Label);
            foreach (var line in Flow.Why.Explain(engine.Context, graph, node)) Console.WriteLine("    " + line);
        }
    }
}
