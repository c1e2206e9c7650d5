namespace Steering.Flow;

/// <summary>What two jobs must share to be served by one process: equal code (an executor has one copy), type of stage, threads, device and GPUs.</summary>
internal sealed record ChildKind(string StageType, int Threads, string Device, string Gpus)
{
    public bool SharesGpu(ChildKind other) => Gpus.Length > 0 && Gpus.Split(',').Intersect(other.Gpus.Split(','), StringComparer.Ordinal).Any();
}

/// <summary>
/// Children that wait for work. A new one takes the place of the one that has waited longest, so there are never more children, working and
/// waiting, than the scheduler's slots once let work at the same time.
/// </summary>
internal sealed class ChildPool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Child> _waiting = [];
    private bool _isClosed;

    /// <summary>A living child of that kind; null when one must be started, for which room has then been made.</summary>
    public Child? Take(ChildKind kind)
    {
        List<Child> leaving;
        Child? taken;
        lock (_gate)
        {
            leaving = [.. _waiting.Where(child => !child.IsFit)];
            _waiting.RemoveAll(leaving.Contains);
            taken = _waiting.FindLast(child => child.Kind == kind);
            if (taken is not null) _waiting.Remove(taken);
            else if (_waiting.Count > 0) Leave(_waiting[0]);
            foreach (var child in _waiting.Where(child => child.Kind.SharesGpu(kind)).ToArray()) Leave(child);   // it holds memory there
        }
        foreach (var child in leaving) child.Dispose();
        return taken;

        void Leave(Child child)
        {
            _waiting.Remove(child);
            leaving.Add(child);
        }
    }

    /// <summary>Keeps a child that is fit for another job; ends any other.</summary>
    public void Return(Child child)
    {
        lock (_gate)
        {
            if (child.IsFit && !_isClosed)
            {
                _waiting.Add(child);
                return;
            }
        }
        child.Dispose();
    }

    public void Dispose()
    {
        lock (_gate) _isClosed = true;
        foreach (var child in _waiting) child.Dispose();
        _waiting.Clear();
    }
}
