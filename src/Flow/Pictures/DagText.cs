using System.Text;

namespace Steering.Flow;

/// <summary>A graph of stages in the languages of other drawing programs.</summary>
public static class DagText
{
    private static readonly (NodeState State, string Fill, string Stroke)[] Colours =
    [
        (NodeState.Source, "#eaeef2", "#8c959f"), (NodeState.Current, "#d3f2da", "#2da44e"), (NodeState.Waiting, "#fff8c5", "#bf8700"),
        (NodeState.Stale, "#ffe2b3", "#bc4c00"), (NodeState.Failed, "#ffd0cc", "#cf222e"),
    ];

    /// <summary>Graphviz's language.</summary>
    public static string Dot(Outline outline, string title)
    {
        var text = new StringBuilder("digraph stages {\n");
        text.Append($"  label=\"{Quoted(title)}\"; labelloc=t; rankdir=LR; fontname=\"Helvetica\";\n  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11];\n");
        foreach (var (at, node) in outline.Nodes.Index())
        {
            var (_, fill, stroke) = Array.Find(Colours, colour => colour.State == node.Worst);
            var note = DagSvg.Note(node);
            text.Append($"  n{at} [label=\"{Quoted(DagSvg.Title(node))}{(note.Length > 0 ? "\\n" + note : "")}\", fillcolor=\"{fill}\", color=\"{stroke}\"];\n");
        }
        foreach (var (from, to) in outline.Edges) text.Append($"  n{from} -> n{to};\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>Mermaid's language, as code hosts draw it within Markdown.</summary>
    public static string Mermaid(Outline outline)
    {
        var text = new StringBuilder("flowchart LR\n");
        foreach (var (at, node) in outline.Nodes.Index())
        {
            var note = DagSvg.Note(node);
            text.Append($"  n{at}[\"{Escaped(DagSvg.Title(node))}{(note.Length > 0 ? "<br/>" + note : "")}\"]:::{DagSvg.Word(node.Worst)}\n");
        }
        foreach (var (from, to) in outline.Edges) text.Append($"  n{from} --> n{to}\n");
        foreach (var (state, fill, stroke) in Colours) text.Append($"  classDef {DagSvg.Word(state)} fill:{fill},stroke:{stroke},color:#1f2328\n");
        return text.ToString();
    }

    private static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Escaped(string text) => text.Replace("\"", "#quot;", StringComparison.Ordinal).Replace("<", "#lt;", StringComparison.Ordinal).Replace(">", "#gt;", StringComparison.Ordinal);
}
