using System.IO.Enumeration;

namespace Steering.Flow;

/// <summary>What a selector picked.</summary>
/// <param name="Text">The selector.</param>
/// <param name="Nodes">Producers before consumers.</param>
/// <param name="Cells">The numbers it named; empty when it named stages.</param>
public sealed record Selection(string Text, IReadOnlyList<StageNode> Nodes, IReadOnlyList<TableCell> Cells);

/// <summary>
/// Picks parts of a graph by name. Terms are parted by commas; case is ignored; <c>*</c> and <c>?</c> stand for letters:
/// <list type="bullet">
/// <item><c>table1:LoRA/POPE</c> a cell, <c>table1:LoRA</c> or <c>table1:LoRA/*</c> a row, <c>table1:*/POPE</c> a column: the stages that give the numbers</item>
/// <item><c>table1</c>, <c>figure4</c> the stage that writes a table or an exported file of that name</item>
/// <item><c>stage:Tune*</c>, or <c>Tune*</c> alone: stages by label</item>
/// <item><c>+term</c> with all that it needs, <c>term+</c> with all that follows from it</item>
/// </list>
/// A name spelt in full wins over a glob, so that the column <c>TP*</c> can be named.
/// </summary>
internal sealed class Selector(Graph graph)
{
    private const string StagePrefix = "stage:";
    private readonly Lazy<IReadOnlyList<(StageNode Node, TableCell Cell)>> _cells =
        new(() => [.. graph.Nodes.SelectMany(node => node.Stage.Cells.Select(cell => (node, cell)))]);

    public Selection Choose(string text)
    {
        var pieces = text.Split(',');
        var (nodes, cells) = (new HashSet<StageNode>(), new List<TableCell>());
        for (int from = 0, to; from < pieces.Length; from = to)
        {
            Picked? picked = null;
            for (to = pieces.Length; to > from; to--)   // a name may hold commas: the longest that is known
                if ((picked = Term(string.Join(',', pieces[from..to]).Trim())) is not null) break;
            if (picked is null) to = from + 1;
            if (picked is null && pieces[from].Trim() is { Length: > 0 } unknown) throw Unknown(unknown);
            nodes.UnionWith(picked?.Nodes ?? []);
            cells.AddRange(picked?.Cells ?? []);
        }
        return nodes.Count > 0 ? new Selection(text, [.. graph.Nodes.Where(nodes.Contains)], [.. cells.Distinct()]) : throw Unknown(text);
    }

    /// <summary>What one term picks; null when it names nothing.</summary>
    private Picked? Term(string term)
    {
        var (up, down) = (term.StartsWith('+'), term.Length > 1 && term.EndsWith('+'));
        if (Core(term[(up ? 1 : 0)..^(down ? 1 : 0)].Trim()) is not { } core) return null;
        var nodes = core.Nodes.ToHashSet();
        if (up) nodes.UnionWith(Reach(core.Nodes, node => node.Upstream));
        if (down) nodes.UnionWith(Reach(core.Nodes, node => node.Downstream));
        return core with { Nodes = nodes };
    }

    private Picked? Core(string name)
    {
        if (name.StartsWith(StagePrefix, StringComparison.OrdinalIgnoreCase)) return Labelled(name[StagePrefix.Length..].Trim());
        if (name.Split(':', 2) is [var table, var place] && CellsAt(table.Trim(), place.Trim()) is { Count: > 0 } cells)
            return new Picked([.. cells.SelectMany(cell => cell.Parts).Select(part => graph[part.Result.Producer!])], cells);   // a part is some stage's output
        return Result(name) ?? Labelled(name);
    }

    private List<TableCell> CellsAt(string table, string place)
    {
        var tables = Cells(Matching(_cells.Value.Select(pair => pair.Cell.Table), table), cell => cell.Table, _cells.Value.Select(pair => pair.Cell));
        var found = Cells(Matching(tables.Select(cell => cell.Row), place), cell => cell.Row, tables);
        for (var slash = place.IndexOf('/', StringComparison.Ordinal); slash >= 0 && found.Count == 0; slash = place.IndexOf('/', slash + 1))
        {
            var rows = Cells(Matching(tables.Select(cell => cell.Row), place[..slash].Trim()), cell => cell.Row, tables);
            found = Cells(Matching(tables.Select(cell => cell.Column), place[(slash + 1)..].Trim()), cell => cell.Column, rows);
        }
        return found;
    }

    /// <summary>A table, or whatever writes an exported file of that name (its ending may be left out).</summary>
    private Picked? Result(string name)
    {
        var tables = _cells.Value.Where(pair => Is(pair.Cell.Table, name)).ToArray();
        if (tables.Length > 0) return new Picked(tables.Select(pair => pair.Node).ToHashSet(), [.. tables.Select(pair => pair.Cell)]);
        var writers = graph.Nodes.Where(node => node.Outputs.Any(output => output.Place is { } place && (Is(place, name) || Is(Stem(place), name)))).ToHashSet();
        return writers.Count > 0 ? new Picked(writers, []) : null;
    }

    private Picked? Labelled(string glob)
    {
        var labels = Matching(graph.Nodes.Select(node => node.Label), glob).ToHashSet(StringComparer.Ordinal);
        return labels.Count > 0 ? new Picked(graph.Nodes.Where(node => labels.Contains(node.Label)).ToHashSet(), []) : null;
    }

    private FlowException Unknown(string text)
    {
        var name = text.Trim('+', ' ');
        if (name.Split(':', 2) is [var table, var place] && !Is(table + ":", StagePrefix)) return UnknownCell(table.Trim(), place.Trim());
        var bare = name.StartsWith(StagePrefix, StringComparison.OrdinalIgnoreCase) ? name[StagePrefix.Length..] : name;
        var known = graph.Nodes.Select(node => node.Label).Concat(_cells.Value.Select(pair => pair.Cell.Table));
        return new FlowException($"No stage is called '{bare}', and no table. Near it: {string.Join("; ", Near.To(bare, known))}. '*' and '?' may stand for letters.");
    }

    private FlowException UnknownCell(string table, string place)
    {
        var cells = _cells.Value.Select(pair => pair.Cell).ToList();
        var ofTable = Cells(Matching(cells.Select(cell => cell.Table), table), cell => cell.Table, cells);
        if (ofTable.Count == 0) return Lacks("There is", "table", table, cells.Select(cell => cell.Table));
        var (row, column) = place.Split('/', 2) is [var before, var after] ? (before.Trim(), after.Trim()) : (place, "*");
        var rows = ofTable.Select(cell => cell.Row).ToList();
        if (Matching(rows, row).Count == 0) return Lacks($"{ofTable[0].Table} has", "row", row, rows);
        var columns = ofTable.Select(cell => cell.Column).ToList();
        return Matching(columns, column).Count == 0 ? Lacks($"{ofTable[0].Table} has", "column", column, columns) : new FlowException($"{ofTable[0].Table} has no number at {row}/{column}; that place is empty.");
    }

    private static FlowException Lacks(string has, string kind, string name, IEnumerable<string> known)
    {
        string[] names = [.. known.Distinct(StringComparer.Ordinal)];
        return new FlowException(names.Length == 0
            ? $"{has} no {kind} '{name}', and no other."
            : $"{has} no {kind} '{name}'. Did you mean '{Near.To(name, names)[0]}'? The {kind}s: {string.Join("; ", names)}.");
    }

    private static List<TableCell> Cells(HashSet<string> names, Func<TableCell, string> of, IEnumerable<TableCell> cells) => [.. cells.Where(cell => names.Contains(of(cell)))];

    private static HashSet<string> Matching(IEnumerable<string> names, string glob)
    {
        var distinct = names.ToHashSet(StringComparer.Ordinal);
        var same = distinct.Where(name => Is(name, glob)).ToHashSet(StringComparer.Ordinal);
        return same.Count > 0 ? same : [.. distinct.Where(name => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: true))];
    }

    private static HashSet<StageNode> Reach(IEnumerable<StageNode> from, Func<StageNode, IEnumerable<StageNode>> next)
    {
        var reached = new HashSet<StageNode>();
        for (var open = new Stack<StageNode>(from); open.TryPop(out var node);)
            foreach (var other in next(node).Where(reached.Add)) open.Push(other);
        return reached;
    }

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Stem(string place) => Path.GetFileNameWithoutExtension(place);

    private sealed record Picked(HashSet<StageNode> Nodes, IReadOnlyList<TableCell> Cells);
}
