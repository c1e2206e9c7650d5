namespace Steering.Flow;

/// <summary>One link of the chain that says who holds a key.</summary>
/// <param name="Path">Its file; its text names the holder.</param>
/// <param name="Holder">Id of the holder; null when its file is not whole.</param>
internal sealed record LeaseLink(string Path, string? Holder);

/// <summary>
/// The sole right to produce a key, held by one open store. It is a chain of links, and the last says who holds it: taking over, proving before
/// publishing that nobody has, and letting go are the same act of creating the one link that may follow, which only one can do. So a holder
/// that stood still and was taken for dead finds out, and publishes nothing.
/// </summary>
internal sealed class Lease : IDisposable
{
    private readonly Leases _leases;
    private readonly List<LeaseLink> _chain;
    private readonly CancellationTokenSource _lost = new();   // has no timer, so there is nothing to dispose of; a heartbeat may still look at it
    private int _isReturned;

    public Lease(Leases leases, string key, IEnumerable<LeaseLink> chain) => (_leases, Key, _chain) = (leases, key, [.. chain]);

    public string Key { get; }

    /// <summary>Cancelled when another has been seen to take it over.</summary>
    public CancellationToken Lost => _lost.Token;

    public bool IsLost => _lost.IsCancellationRequested;

    /// <summary>Proves that it is still held; who thought it silent until now comes too late.</summary>
    /// <exception cref="FlowException">Another holds it now (<see cref="IsLost"/>); what was made under it must not be published.</exception>
    public void Renew()
    {
        if (!TryRenew()) throw new FlowException("Another process took this work over while this one stood still, so nothing was published here.");
    }

    /// <summary>Looks whether another has taken it over.</summary>
    public void Look()
    {
        LeaseLink last;
        lock (_chain) last = _chain[^1];
        if (Volatile.Read(ref _isReturned) == 0 && _leases.IsFollowedByAnother(Key, last)) _lost.Cancel();
    }

    /// <summary>Gives it back. The first link goes first: a chain without it is no chain, whoever may still add to its end.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReturned, 1) == 1) return;
        if (TryRenew())
            foreach (var link in _chain) File.Delete(link.Path);
        _leases.Return(Key);
    }

    private bool TryRenew()
    {
        lock (_chain)
        {
            if (!IsLost && _leases.TryFollow(Key, _chain[^1]) is { } next) _chain.Add(next);
            else _lost.Cancel();
            return !IsLost;
        }
    }
}
