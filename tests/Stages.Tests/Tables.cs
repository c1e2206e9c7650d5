using Steering.Flow;

namespace Steering.Stages.Tests;

/// <summary>Tables of the tiny zoo as graphs; nothing runs.</summary>
internal static class Tables
{
    public static ZooSettings Settings(params (string Path, string Value)[] values) =>
        new(SeedCount: 1, [.. values.Select(pair => KeyValuePair.Create(pair.Path, pair.Value))], IsValidation: false);

    public static Zoo Tiny(params (string Path, string Value)[] values) => Zoos.Create("tiny", Settings(values));

    public static Graph Table(params (string Path, string Value)[] values) => Graph.Of(Table1.Of(Tiny(values)));

    /// <summary>Table 1 and MRT's comparison in one graph.</summary>
    public static Graph All(params (string Path, string Value)[] values) => Graph.Of([Table1.Of(Tiny(values)), Controls.Of(Tiny(values)), MrtTable.Of(Tiny(values))]);

    /// <summary>Identity → label of the nodes of one kind of stage.</summary>
    public static IReadOnlyDictionary<string, string> Identities<TStage>(this Graph graph)
        where TStage : IStage =>
        graph.Nodes.Where(node => node.Stage is TStage).ToDictionary(node => node.Identity, node => node.Label, StringComparer.Ordinal);
}
