namespace Steering.Flow;

/// <summary>Numbers for what goes on at the same time: the lowest that is free.</summary>
internal sealed class Lanes
{
    private readonly SortedSet<int> _free = [];
    private int _count;

    public int Enter()
    {
        if (_free.Count == 0) return _count++;
        var lane = _free.Min;
        _free.Remove(lane);
        return lane;
    }

    public void Leave(int lane) => _free.Add(lane);
}
