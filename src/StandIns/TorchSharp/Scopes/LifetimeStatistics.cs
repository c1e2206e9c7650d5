namespace TorchSharp;

/// <summary>How many disposables of one kind were made and disposed on one thread, inside and outside dispose scopes.</summary>
public class LifetimeStatistics
{
    internal LifetimeStatistics()
    {
    }

    public long CreatedOutsideScopeCount { get; internal set; }
    public long DisposedOutsideScopeCount { get; internal set; }
    public long CreatedInScopeCount { get; internal set; }
    public long DisposedInScopeCount { get; internal set; }
    public long AttachedToScopeCount { get; internal set; }
    public long DetachedFromScopeCount { get; internal set; }

    /// <summary>All made less all disposed.</summary>
    public long ThreadTotalLiveCount => CreatedInScopeCount - DisposedInScopeCount + CreatedOutsideScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = 0;
        CreatedInScopeCount = DisposedInScopeCount = 0;
        AttachedToScopeCount = DetachedFromScopeCount = 0;
    }

    public override string ToString() =>
        $"live {ThreadTotalLiveCount}: made {CreatedInScopeCount} in and {CreatedOutsideScopeCount} outside scopes, disposed "
        + $"{DisposedInScopeCount} in and {DisposedOutsideScopeCount} outside, attached {AttachedToScopeCount}, detached {DetachedFromScopeCount}";
}

/// <summary>The counts of the current thread; tensors are the only kind here.</summary>
public class ThreadDisposeScopeStatistics
{
    internal ThreadDisposeScopeStatistics()
    {
    }

    internal LifetimeStatistics Tensors { get; } = new();

    public LifetimeStatistics TensorStatistics => Tensors;
    public long CreatedOutsideScopeCount => Tensors.CreatedOutsideScopeCount;
    public long DisposedOutsideScopeCount => Tensors.DisposedOutsideScopeCount;
    public long CreatedInScopeCount => Tensors.CreatedInScopeCount;
    public long DisposedInScopeCount => Tensors.DisposedInScopeCount;
    public long AttachedToScopeCount => Tensors.AttachedToScopeCount;
    public long DetachedFromScopeCount => Tensors.DetachedFromScopeCount;
    public long ThreadTotalLiveCount => Tensors.ThreadTotalLiveCount;

    public void Reset() => Tensors.Reset();

    public override string ToString() => Tensors.ToString();
}
