using Cake.Frosting;

namespace Steering.Build.Chores;

/// <summary>Tells what changed since a stage last ran.</summary>
[TaskName("Why")]
[TaskDescription("What a stage's result depends on, against its last run (--stage GLOB)")]
public sealed class WhyChore : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        var graph = engine.GraphOf(context.Wish);
        foreach (var node in graph.Select(context.Options.Stage ?? "*"))
        {
            Console.WriteLine(node.Label);
            foreach (var line in Flow.Why.Explain(engine.Context, graph, node)) Console.WriteLine("    " + line);
        }
    }
}
