namespace Steering.Flow;

/// <summary>Says for as long as a build goes on since when it does, so that nothing it may count on is evicted meanwhile.</summary>
internal sealed class Building : IDisposable
{
    private const string Name = "building";
    private readonly string _workspace;

    public Building(Store store, TimeProvider clock)
    {
        _workspace = store.NewWorkspace();
        var mark = Path.Combine(_workspace, Name);
        File.Create(mark).Dispose();
        File.SetLastWriteTimeUtc(mark, clock.GetUtcNow().UtcDateTime);
    }

    /// <summary>When the oldest of the builds that go on began; null when there is none. Marks of dead processes go with their workspaces.</summary>
    public static DateTimeOffset? OldestOf(Store store)
    {
        var marks = Directory.EnumerateDirectories(Path.Combine(store.Folder, "tmp")).Select(folder => Path.Combine(folder, Name)).Where(File.Exists).Select(mark => new DateTimeOffset(File.GetLastWriteTimeUtc(mark), TimeSpan.Zero)).ToArray();
        return marks.Length == 0 ? null : marks.Min();
    }

    public void Dispose() => Trash.TryRemove(_workspace);
}
