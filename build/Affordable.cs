using Steering.Flow;
using Steering.Stages;

namespace Steering.Build;

/// <summary>
/// Chooses the claims that a time can decide: one after the other the one that costs least beyond those already chosen, by what like stages took before.
/// Stages are shared, so each choice makes others cheaper.
/// </summary>
internal static class Affordable
{
    /// <summary>Ids of the claims; tells the choice and what it is expected to take.</summary>
    /// <exception cref="FlowException">Not one fits.</exception>
    public static IReadOnlyCollection<string> Choose(Options options, TimeSpan time)
    {
        using var engine = new Engine(options);
        var zoo = Wishes.ZooOf(options);
        var whole = PaperClaims.Of(zoo);
        var graph = Graph.Of(whole);
        var plan = Plan.Make(engine.Context, graph);
        var costs = Costs.Of(plan);
        var cost = plan.ToRun.ToDictionary(stage => stage.Node, stage => costs.Of(stage.Node)?.Seconds.P50 * Math.Max(1, stage.Node.Stage.Needs.Cores) ?? 0);
        var open = whole.Params.Claims.ToDictionary(claim => claim.Id, claim => Behind(graph, whole.EvidenceOf(claim)).Where(cost.ContainsKey).ToHashSet());
        var chosen = new List<string>();
        var paid = new HashSet<StageNode>();
        var budget = time.TotalSeconds * options.Capacity.Cores;
        double spent = 0;
        while (open.Count > 0)
        {
            var (id, price) = open.Select(claim => (claim.Key, Price: claim.Value.Where(node => !paid.Contains(node)).Sum(node => cost[node]))).MinBy(claim => claim.Price);
            if (spent + price > budget) break;
            spent += price;
            paid.UnionWith(open[id]);
            open.Remove(id);
            chosen.Add(id);
        }
        var unknown = plan.ToRun.Count(stage => costs.Of(stage.Node) is null);
        if (chosen.Count == 0) throw new FlowException($"--budget {options.Budget}: no claim can be decided in that time. The cheapest takes longer; --target Plan --for Claims tells how long.");
        Console.WriteLine($"{chosen.Count} of {whole.Params.Claims.Count} claims fit into {options.Budget}: about {Summary.Duration(spent / options.Capacity.Cores)} on {options.Capacity.Cores} cores{(unknown > 0 ? $", not counting {unknown} stages of kinds that never ran" : "")}. Left out: {(open.Count == 0 ? "none" : string.Join(", ", open.Keys.Order(StringComparer.Ordinal)))}.");
        return chosen;
    }

    private static HashSet<StageNode> Behind(Graph graph, IEnumerable<IArtifact> results)
    {
        var behind = new HashSet<StageNode>();
        for (var open = new Stack<StageNode>(results.Select(result => result.Producer).OfType<IStage>().Select(stage => graph[stage])); open.TryPop(out var node);)
            if (behind.Add(node))
                foreach (var producer in node.Upstream) open.Push(producer);
        return behind;
    }
}
