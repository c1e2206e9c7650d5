namespace Steering.Flow;

/// <summary>An immutable copy of the program in the store, named by its content: what is queued or running cannot be rebuilt under its feet.</summary>
internal static class CodeCopy
{
    public static string Publish(Store store, string hostFolder)
    {
        var digest = store.Memo.Of(hostFolder);
        var target = Path.Combine(store.Folder, "code", digest);
        if (Directory.Exists(target))
        {
            Directory.SetLastWriteTimeUtc(target, File.GetLastAccessTimeUtc(hostFolder));   // in use: the sweep keeps the latest
            return target;
        }
        var workspace = store.NewWorkspace();
        try
        {
            var copy = Path.Combine(workspace, "code");
            Durable.CheckRoom(copy, Disk.BytesOf(hostFolder), "the program's copy for child processes");
            Durable.Copy(hostFolder, copy);
            if (Digest.Of(copy) != digest) throw new FlowException($"{hostFolder} was rebuilt while it was being copied. Run again.");
            Directory.Move(copy, target);
        }
        catch (IOException) when (Directory.Exists(target)) { /* another process was first */ }
        finally { Trash.TryRemove(workspace); }
        return target;
    }
}
