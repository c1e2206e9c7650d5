using TorchSharp;

namespace Steering.Tensors;

/// <summary>Counts the tensors of the current thread that are alive beyond those at its start: a training loop keeps the number flat.</summary>
public sealed class LeakWatch
{
    private readonly long _start = Live;

    /// <summary>All tensors made less all disposed of, on this thread.</summary>
    public static long Live => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    public long Growth => Live - _start;

    /// <summary>Stops a loop that leaks.</summary>
    /// <param name="what">What has just ended, for the message: "step 3".</param>
    public void ThrowIfGrown(string what)
    {
        if (Growth > 0)
            throw new InvalidOperationException($"After {what} {Growth} more tensors are alive on this thread than at its start. Open a dispose scope around it and move only its results out.");
    }
}
