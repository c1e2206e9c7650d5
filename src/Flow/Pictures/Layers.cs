namespace Steering.Flow;

/// <summary>
/// An outline in layers. A slot is a box (numbered as in the outline) or the place where the edges of one box pass a layer; steps lead from
/// one layer to the next only.
/// </summary>
/// <param name="Order">Slots of each layer from top to bottom.</param>
/// <param name="LayerOf">Layer of each slot.</param>
internal sealed record Layers(IReadOnlyList<List<int>> Order, IReadOnlyList<int> LayerOf, IReadOnlyList<List<int>> Next, IReadOnlyList<List<int>> Previous)
{
    private const int Sweeps = 24;

    public static Layers Of(Outline outline)
    {
        var layerOf = Assigned(outline);
        var (next, previous) = (outline.Nodes.Select(_ => new List<int>()).ToList(), outline.Nodes.Select(_ => new List<int>()).ToList());
        foreach (var from in outline.Edges.GroupBy(edge => edge.From))
        {
            var farthest = from.Max(edge => layerOf[edge.To]);
            var slot = from.Key;
            for (var layer = layerOf[from.Key] + 1; layer <= farthest; layer++)
            {
                foreach (var (_, to) in from.Where(edge => layerOf[edge.To] == layer)) Join(slot, to);
                if (layer == farthest) break;
                layerOf.Add(layer);
                next.Add([]);
                previous.Add([]);
                Join(slot, layerOf.Count - 1);
                slot = layerOf.Count - 1;
            }
        }
        var order = Enumerable.Range(0, layerOf.DefaultIfEmpty(-1).Max() + 1).Select(layer => Enumerable.Range(0, layerOf.Count).Where(slot => layerOf[slot] == layer).ToList()).ToList();
        return new Layers(Untangled(order, next, previous), layerOf, next, previous);

        void Join(int one, int other)
        {
            next[one].Add(other);
            previous[other].Add(one);
        }
    }

    /// <summary>Longest path from the left; then boxes that feed more than they read move to the right, as near as they can to what reads them.</summary>
    private static List<int> Assigned(Outline outline)
    {
        var (readers, producers) = (outline.Edges.ToLookup(edge => edge.From, edge => edge.To), outline.Edges.ToLookup(edge => edge.To, edge => edge.From));
        var layer = new List<int>(new int[outline.Nodes.Count]);
        var sorted = Sorted(outline, readers, producers);
        foreach (var node in sorted) layer[node] = producers[node].Select(producer => layer[producer] + 1).DefaultIfEmpty(0).Max();
        foreach (var node in Enumerable.Reverse(sorted))
            if (readers[node].Any() && readers[node].Count() >= producers[node].Count()) layer[node] = readers[node].Min(reader => layer[reader]) - 1;
        return layer;
    }

    private static List<int> Sorted(Outline outline, ILookup<int, int> readers, ILookup<int, int> producers)
    {
        var open = Enumerable.Range(0, outline.Nodes.Count).Select(node => producers[node].Count()).ToArray();
        var sorted = Enumerable.Range(0, open.Length).Where(node => open[node] == 0).ToList();
        for (var at = 0; at < sorted.Count; at++)
            foreach (var reader in readers[sorted[at]])
                if (--open[reader] == 0) sorted.Add(reader);
        return sorted.Count == open.Length ? sorted : throw new FlowException("This outline has a cycle, so it has no layers.");
    }

    /// <summary>Sweeps by barycentres; the order with the fewest crossings is kept.</summary>
    private static List<List<int>> Untangled(List<List<int>> order, List<List<int>> next, List<List<int>> previous)
    {
        var place = new double[next.Count];
        Number(order);
        var (best, fewest) = (Copy(order), Crossings(order));
        for (var sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            var isForward = sweep % 2 == 0;
            foreach (var layer in isForward ? order : Enumerable.Reverse(order))
            {
                var centre = layer.ToDictionary(slot => slot, slot => (isForward ? previous : next)[slot] is { Count: > 0 } neighbours ? neighbours.Average(other => place[other]) : place[slot]);
                var sorted = layer.OrderBy(slot => centre[slot]).ToList();
                layer.Clear();
                layer.AddRange(sorted);
                for (var at = 0; at < layer.Count; at++) place[layer[at]] = at;
            }
            var crossings = Crossings(order);
            if (crossings < fewest) (best, fewest) = (Copy(order), crossings);
        }
        return best;

        void Number(List<List<int>> layers)
        {
            foreach (var layer in layers)
                for (var at = 0; at < layer.Count; at++) place[layer[at]] = at;
        }

        long Crossings(List<List<int>> layers) => layers.Sum(layer => Inversions([.. layer.SelectMany(slot => next[slot].Select(other => place[other]).Order())]));

        static List<List<int>> Copy(List<List<int>> layers) => [.. layers.Select(layer => new List<int>(layer))];
    }

    /// <summary>Pairs in the wrong order, counted while merging.</summary>
    private static long Inversions(double[] ends)
    {
        if (ends.Length < 2) return 0;
        var (left, right) = (ends[..(ends.Length / 2)], ends[(ends.Length / 2)..]);
        var count = Inversions(left) + Inversions(right);
        for (int at = 0, one = 0, other = 0; at < ends.Length; at++)
        {
            var takesLeft = other == right.Length || (one < left.Length && left[one] <= right[other]);
            if (!takesLeft) count += left.Length - one;
            ends[at] = takesLeft ? left[one++] : right[other++];
        }
        return count;
    }
}
