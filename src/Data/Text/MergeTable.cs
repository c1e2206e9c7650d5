using System.Runtime.InteropServices;

namespace Steering.Data.Text;

/// <summary>
/// The merges of a byte-pair vocabulary (Sennrich et al. 2016): for a pair of token ids, its rank and the id it becomes.
/// The lowest rank is merged first, the leftmost of equals.
/// </summary>
internal sealed class MergeTable
{
    // Up to this many symbols a plain search is faster than a queue; beyond, it would be quadratic.
    private const int PlainSearchLimit = 48;

    private readonly Dictionary<long, (int Rank, int Id)> _merges;

    public MergeTable(int capacity) => _merges = new Dictionary<long, (int, int)>(capacity);

    /// <summary>A later line for the same pair replaces the earlier one, as in the reference reader.</summary>
    public void Add(int left, int right, int rank, int id) => _merges[Key(left, right)] = (rank, id);

    /// <summary>Merges the symbols in place; returns how many remain. Entry i of <paramref name="lengths"/> is symbol i's length in bytes.</summary>
    public int Apply(Span<int> symbols, Span<int> lengths) =>
        symbols.Length <= PlainSearchLimit ? ApplyBySearch(symbols, lengths) : ApplyByQueue(symbols, lengths);

    private int ApplyBySearch(Span<int> symbols, Span<int> lengths)
    {
        var count = symbols.Length;
        Span<int> ranks = stackalloc int[PlainSearchLimit];
        for (var i = 0; i + 1 < count; i++) ranks[i] = Rank(symbols[i], symbols[i + 1]);
        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
            {
                if (ranks[i] < ranks[best]) best = i;
            }
            if (ranks[best] == int.MaxValue) break;
            symbols[best] = _merges[Key(symbols[best], symbols[best + 1])].Id;
            lengths[best] += lengths[best + 1];
            count--;
            for (var i = best + 1; i < count; i++)
            {
                symbols[i] = symbols[i + 1];
                lengths[i] = lengths[i + 1];
            }
            for (var i = best + 1; i + 1 < count; i++) ranks[i] = ranks[i + 1];
            if (best > 0) ranks[best - 1] = Rank(symbols[best - 1], symbols[best]);
            if (best + 1 < count) ranks[best] = Rank(symbols[best], symbols[best + 1]);
        }
        return count;
    }

    private int ApplyByQueue(Span<int> symbols, Span<int> lengths)
    {
        var count = symbols.Length;
        var next = new int[count];
        var previous = new int[count];
        var queue = new PriorityQueue<(int At, int Left, int Right), (int Rank, int At)>();
        for (var i = 0; i < count; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
            if (i + 1 < count) Offer(symbols, i, i + 1);
        }
        while (queue.TryDequeue(out var pair, out _))
        {
            var (at, left, right) = pair;
            // A pair that was merged away in the meantime is stale.
            if (symbols[at] != left || next[at] >= count || symbols[next[at]] != right) continue;
            var gone = next[at];
            symbols[at] = _merges[Key(left, right)].Id;
            lengths[at] += lengths[gone];
            symbols[gone] = -1;
            next[at] = next[gone];
            if (next[at] < count)
            {
                previous[next[at]] = at;
                Offer(symbols, at, next[at]);
            }
            if (previous[at] >= 0) Offer(symbols, previous[at], at);
        }
        var kept = 0;
        for (var i = 0; i < count; i = next[i])
        {
            symbols[kept] = symbols[i];
            lengths[kept++] = lengths[i];
        }
        return kept;

        void Offer(Span<int> all, int at, int after)
        {
            var rank = Rank(all[at], all[after]);
            if (rank != int.MaxValue) queue.Enqueue((at, all[at], all[after]), (rank, at));
        }
    }

    private int Rank(int left, int right)
    {
        ref var found = ref CollectionsMarshal.GetValueRefOrNullRef(_merges, Key(left, right));
        return System.Runtime.CompilerServices.Unsafe.IsNullRef(ref found) ? int.MaxValue : found.Rank;
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
