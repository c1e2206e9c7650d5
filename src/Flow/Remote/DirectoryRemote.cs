namespace Steering.Flow;

/// <summary>A shared folder, NFS for instance. It asks of the file system only that a rename is whole: no locks, no links, no trust in clocks.</summary>
public sealed class DirectoryRemote(string folder) : IRemoteStore
{
    private readonly string _incoming = Path.Combine(folder, "incoming");

    public string Name => folder;

    public Task<bool> HasAsync(string name, CancellationToken cancel) => Task.Run(() => { Check(); return File.Exists(PathOf(name)); }, cancel);

    public async Task<bool> GetAsync(string name, string path, CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await using var source = Open(PathOf(name), FileMode.Open, FileAccess.Read);   // opened, not looked for: a listing may be a minute old on NFS
            await using var target = Open(path, FileMode.CreateNew, FileAccess.Write);
            await source.CopyToAsync(target, cancel);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            Check();
            return false;
        }
    }

    public async Task PutAsync(string name, string path, CancellationToken cancel)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Check();
        Directory.CreateDirectory(_incoming);
        var (target, part) = (PathOf(name), Path.Combine(_incoming, Path.GetRandomFileName()));
        try
        {
            await using (var source = Open(path, FileMode.Open, FileAccess.Read))
            await using (var written = Open(part, FileMode.CreateNew, FileAccess.Write))
            {
                await source.CopyToAsync(written, cancel);
                written.Flush(flushToDisk: true);
            }
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(part, target, overwrite: true);
        }
        catch (IOException) when (!File.Exists(part) && File.Exists(target)) { /* the rename was done and its answer lost, as NFS may */ }
        finally { Trash.TryRemove(part); }
    }

    private static FileStream Open(string path, FileMode mode, FileAccess access) =>
        new(path, mode, access, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);

    private string PathOf(string name) => Path.Combine([folder, .. name.Split('/')]);

    /// <summary>A folder that is not mounted must not look like an empty store, nor be filled where the mount should be.</summary>
    private void Check()
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"there is no folder {folder}; create or mount it");
    }
}
