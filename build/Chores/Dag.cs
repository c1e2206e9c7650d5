using System.Text;
using Cake.Frosting;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Draws the graph of stages as it stands.</summary>
[TaskName("Dag")]
[TaskDescription("Draws the stages and how they stand: dag.svg, .dot and .mmd under results/ZOO (all, or what a SELECTOR names; --full: a box per stage)")]
public sealed class DagChore : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        var request = Request.Of(context.Options);
        var plan = Plan.Make(engine.Context, request.Graph);
        var states = States.Of(plan, Timeline.Last(engine.Context.Store));
        var outline = Outline.Of(request.Graph, node => states[node], context.Options.IsFull);
        var title = $"{request.Name} of zoo {context.Options.Zoo}: {request.Graph.Nodes.Count} stages";
        var place = Path.Combine(Repository.Root, "results", context.Options.Zoo, "dag");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        foreach (var (ending, text) in ((string, string)[])[(".svg", DagSvg.Draw(outline, title)), (".dot", DagText.Dot(outline, title)), (".mmd", DagText.Mermaid(outline))])
        {
            File.WriteAllText(place + ending, text, new UTF8Encoding(false));
            Console.WriteLine($"-> {Path.GetRelativePath(Directory.GetCurrentDirectory(), place + ending)}");
        }
    }
}
