namespace Steering.Flow;

/// <summary>
/// Copies results to the shared store while the build goes on, two at a time; what could not be sent is sent by a later build. The list of
/// what was sent lies in the store (<c>sent/</c>); delete it to send everything again.
/// </summary>
#pragma warning disable CA1001 // The semaphore is never asked for a wait handle, so it holds nothing to dispose of.
internal sealed class WriteBack(Store store, SharedStore shared, CancellationToken cancel)
#pragma warning restore CA1001
{
    private const int AtOnce = 2;
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly Lock _gate = new();
    private readonly List<Task> _sending = [];
    private readonly string _list = ListOf(store, shared.Name);
    private HashSet<string>? _sent;

    /// <summary>Keys of the results that are in the shared store as far as this machine knows.</summary>
    public static IReadOnlySet<string> Sent(FlowContext context)
    {
        var list = context.Shared is { } remote ? ListOf(context.Store, remote.Name) : "";
        return File.Exists(list) ? File.ReadLines(list).Where(line => line.Contains(' ', StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToHashSet(StringComparer.Ordinal) : new HashSet<string>(StringComparer.Ordinal);
    }

    /// <summary>Sends a result in the background, unless it was sent before.</summary>
    /// <param name="deep">The deep key that leads to it.</param>
    public void Send(StageResult result, string deep)
    {
        if (!shared.Link.IsWritable || !Sent().Add(Mark(result, deep))) return;
        _sending.Add(Task.Run(() => SendAsync(result, deep), CancellationToken.None));
    }

    /// <summary>Waits until all is sent, or cannot be.</summary>
    public Task FinishAsync() => Task.WhenAll(_sending);

    private async Task SendAsync(StageResult result, string deep)
    {
        try
        {
            await _slots.WaitAsync(cancel);
            try
            {
                if (await shared.SendAsync(result, deep, cancel))
                    lock (_gate) File.AppendAllText(_list, Mark(result, deep) + "\n");
            }
            finally { _slots.Release(); }
        }
        catch (OperationCanceledException) { /* a later build sends it */ }
#pragma warning disable CA1031 // Sharing never fails a build; it is told.
        catch (Exception error)
#pragma warning restore CA1031
        {
            shared.Tell($"'{result.Manifest.Label}' could not be sent to {shared.Name}: {error.Message}");
        }
    }

    private static string ListOf(Store store, string remote) => Path.Combine(store.Folder, "sent", StageKey.Sha256(remote)[..16] + ".txt");

    private static string Mark(StageResult result, string deep) => $"{deep} {result.Key}";

    private HashSet<string> Sent()
    {
        if (_sent is not null) return _sent;
        Directory.CreateDirectory(Path.GetDirectoryName(_list)!);
        return _sent = File.Exists(_list) ? [.. File.ReadLines(_list)] : new HashSet<string>(StringComparer.Ordinal);
    }
}
