namespace Steering.Flow;

/// <summary>Operating-system file locks: they end with their process, so there is never anything to unlock by hand.</summary>
internal static class StoreLock
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The lock, or null while another holds it.</summary>
    public static FileStream? TryTake(string path, bool isShared)
    {
        try
        {
            return isShared
                ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read)
                : new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not FileNotFoundException and not DirectoryNotFoundException && !Disk.IsFull(error)) { return null; }
    }

    /// <summary>A shared lock; waits out the moment in which another process sweeps.</summary>
    public static FileStream TakeShared(string path)
    {
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : pause)
        {
            if (TryTake(path, isShared: true) is { } taken) return taken;
            Thread.Sleep(pause);
        }
    }

    public static async Task<FileStream> TakeAsync(string path, Action waiting, CancellationToken cancel)
    {
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : pause)
        {
            if (TryTake(path, isShared: false) is { } taken) return taken;
            if (pause == FirstPause) waiting();
            await Task.Delay(pause, cancel);
        }
    }
}
