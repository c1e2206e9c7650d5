using System.Collections.Concurrent;

namespace Steering.Flow;

/// <summary>
/// Folders under <c>tmp/</c> in which stages work; each name is used once. A folder that was given back serves again under another name: to make one
/// and remove it can cost more than all else that a light stage does to the disk. (ext4 without a journal waits for the discard of a removed folder's
/// block, and passes by each number freed within the last minutes before it gives out another.)
/// </summary>
/// <param name="self">This store's own name among the owners, by which it is known whose they are.</param>
internal sealed class Workspaces(string folder, Func<string> self)
{
    private readonly ConcurrentBag<string> _idle = [];
    private int _names;

    /// <summary>A name that nothing has.</summary>
    public string NewName() => Path.Combine(folder, $"{self()}-{Interlocked.Increment(ref _names)}");

    /// <summary>An empty folder.</summary>
    public string Take()
    {
        while (_idle.TryTake(out var idle))
            if (TryRename(idle) is { } again) return again;
        return Directory.CreateDirectory(NewName()).FullName;
    }

    /// <summary>Gives a folder back whose user has ended well; what else ended is removed.</summary>
    public void Return(string workspace) => _idle.Add(workspace);

    /// <summary>Removes those that nobody has taken again.</summary>
    public void RemoveIdle()
    {
        while (_idle.TryTake(out var idle)) Trash.TryRemove(idle);
    }

    /// <summary>A folder under a name that no earlier user knows, so that none writes into it; null, and it goes, when one has left something there.</summary>
    private string? TryRename(string idle)
    {
        var name = NewName();
        try { Directory.Move(idle, name); }
        catch (IOException) { return null; }   // swept by one that took this process for dead
        if (!Directory.EnumerateFileSystemEntries(name).Any()) return name;
        Trash.TryRemove(name);
        return null;
    }
}
