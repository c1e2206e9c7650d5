namespace Steering.Flow;

/// <summary>What a machine has to give to stages at one time.</summary>
public sealed record Capacity(int Cores, long MemoryBytes, int Gpus = 0)
{
    /// <summary>All of this machine's cores and four fifths of its memory.</summary>
    public static Capacity OfMachine(int gpus = 0) => new(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 5 * 4, gpus);
}

/// <summary>Free cores, memory and graphics processors. A stage that asks for more cores or memory than there are gets all of them, alone.</summary>
internal sealed class Slots(Capacity capacity)
{
    private readonly SortedSet<int> _gpus = [.. Enumerable.Range(0, capacity.Gpus)];
    private int _cores = capacity.Cores;
    private long _memory = capacity.MemoryBytes;

    public void Check(StageNode node)
    {
        if (node.Stage.Needs.Gpus > capacity.Gpus)
            throw new FlowException($"'{node.Label}' needs {node.Stage.Needs.Gpus} GPU(s); this machine offers {capacity.Gpus}. Choose a smaller zoo or another machine.");
    }

    public Held? TryTake(Resources needs)
    {
        var (cores, memory) = (Math.Min(needs.Cores, capacity.Cores), Math.Min(needs.MemoryBytes, capacity.MemoryBytes));
        if (cores > _cores || memory > _memory || needs.Gpus > _gpus.Count) return null;
        var gpus = _gpus.Take(needs.Gpus).ToArray();
        _cores -= cores;
        _memory -= memory;
        _gpus.ExceptWith(gpus);
        return new Held(cores, memory, gpus);
    }

    public void Return(Held held)
    {
        _cores += held.Cores;
        _memory += held.Memory;
        _gpus.UnionWith(held.Gpus);
    }

    public sealed record Held(int Cores, long Memory, IReadOnlyList<int> Gpus);
}
