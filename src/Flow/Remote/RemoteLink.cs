namespace Steering.Flow;

/// <summary>
/// The way to a shared store that may be slow, full or gone: everything has a time-out, the first failure is told once, and from then on
/// the build goes on as if there were none.
/// </summary>
/// <param name="patience">For an answer; moving bytes has more time, by their number.</param>
#pragma warning disable CA1001 // The semaphore is never asked for a wait handle, so it holds nothing to dispose of.
internal sealed class RemoteLink(IRemoteStore remote, TimeSpan patience, Action<string> warn)
#pragma warning restore CA1001
{
    private const int AtOnce = 8;
    private const double SlowestBytesPerSecond = 256 << 10;
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private int _isUnreadable;
    private int _isUnwritable;

    public string Name => remote.Name;

    public bool IsReadable => Volatile.Read(ref _isUnreadable) == 0;

    public bool IsWritable => Volatile.Read(ref _isUnwritable) == 0;

    /// <summary>Null when it could not be asked.</summary>
    public async Task<bool?> HasAsync(string name, CancellationToken cancel)
    {
        bool? has = null;
        await TryAsync(isWrite: false, bytes: 0, async token => has = await remote.HasAsync(name, token), cancel);
        return has;
    }

    /// <summary>False when it is not there or could not be had.</summary>
    public async Task<bool> GetAsync(string name, string path, long bytes, CancellationToken cancel)
    {
        var had = false;
        await TryAsync(isWrite: false, bytes, async token => had = await remote.GetAsync(name, path, token), cancel);
        return had;
    }

    /// <summary>False when it could not be written.</summary>
    public Task<bool> PutAsync(string name, string path, long bytes, CancellationToken cancel) =>
        TryAsync(isWrite: true, bytes, token => remote.PutAsync(name, path, token), cancel);

    private async Task<bool> TryAsync(bool isWrite, long bytes, Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel);
        try
        {
            if (isWrite ? !IsWritable : !IsReadable) return false;
            var limit = patience + TimeSpan.FromSeconds(bytes / SlowestBytesPerSecond);
            using var token = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            token.CancelAfter(limit);
            await work(token.Token).WaitAsync(limit + limit / 10, cancel);   // a file system that hangs heeds no token
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested) { throw; }
#pragma warning disable CA1031 // Whatever a remote throws, it only means that it cannot be used; it is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Lose(isWrite, error is OperationCanceledException or TimeoutException ? "no answer in time" : error.Message.Split('\n')[0].TrimEnd('.'));
            return false;
        }
        finally { _slots.Release(); }
    }

    private void Lose(bool isWrite, string reason)
    {
        if (Interlocked.Exchange(ref isWrite ? ref _isUnwritable : ref _isUnreadable, 1) != 0) return;
        warn(isWrite
            ? $"The shared store {Name} cannot be written ({reason}); new results stay on this machine."
            : $"The shared store {Name} cannot be read ({reason}); this build goes on without it.");
        if (!isWrite) Volatile.Write(ref _isUnwritable, 1);
    }
}
