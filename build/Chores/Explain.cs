using Cake.Frosting;
using Steering.Build.Views;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Tells where numbers of a table come from, from what the store remembers.</summary>
[TaskName("Explain")]
[TaskDescription("Where a cell's number comes from: seeds, runs, cost, and how to make it again (SELECTOR of cells)")]
public sealed class ExplainChore : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        var request = Request.Of(context.Options);
        var cells = request.IsPart ? request.Cells : [.. request.Graph.Nodes.SelectMany(node => node.Stage.Cells)];
        if (cells.Count == 0) throw new FlowException($"'{request.Name}' names no cell of a table. Name one as table:row/column, such as {request.Whole.Nodes.SelectMany(node => node.Stage.Cells).FirstOrDefault()}.");
        using var engine = new Engine(context.Options);
        var graph = request.Whole.UpTo(cells.SelectMany(cell => cell.Parts).Select(part => request.Whole[part.Result.Producer!]).Distinct());   // a part is some stage's output
        var plan = Plan.Make(engine.Context, graph);
        foreach (var cell in cells) StoryView.Print(Console.Out, CellStory.Of(engine.Context, graph, plan, cell), $"./build.sh {context.Options.Again} '{cell}'");
    }
}
