namespace Steering.Flow;

/// <summary>When each object was last wanted: <c>used/aa/digest</c>, an empty file whose time says it. The object itself is never touched: its times are evidence.</summary>
internal sealed class LastUse(Store store, TimeProvider clock)
{
    /// <summary>The object is being used now; a record that cannot be written is no error.</summary>
    public void Touch(string digest)
    {
        var path = PathOf(digest);
        try
        {
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Create(path).Dispose();
            }
            File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { /* it counts as used when it was made */ }
    }

    /// <summary>Time of the last use; of its making when it was not used since.</summary>
    public DateTimeOffset Of(string digest) =>
        new(File.GetLastWriteTimeUtc(File.Exists(PathOf(digest)) ? PathOf(digest) : store.ObjectPath(digest)), TimeSpan.Zero);

    public void Forget(string digest) => File.Delete(PathOf(digest));

    private string PathOf(string digest) => Path.Combine(store.Folder, "used", digest[..2], digest);
}
