namespace Steering.Flow;

/// <summary>What can be said about a full disk: where, how much is needed, how much is free.</summary>
internal static class Disk
{
    private const int NoSpace = 28;                             // ENOSPC
    private const int QuotaExceeded = 122;                      // EDQUOT
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    public static bool IsFull(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
            if (cause is IOException { HResult: NoSpace or QuotaExceeded or NoSpaceWindows }) return true;
        return false;
    }

    public static FlowException Full(string path, string what, long needed, Exception cause) => new(
        $"The disk is full at {path}: {what} needs {Size(needed)}, {Size(Free(path))} are free. Free some space, or keep the store elsewhere, and run again; what has finished is kept.",
        cause);

    /// <summary>A full disk as a child process met it.</summary>
    public static IOException Refused(string message, Exception detail) => new(message, detail) { HResult = NoSpace };

    public static long Free(string path)
    {
        try { return new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace; }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException) { return 0; }
    }

    /// <summary>Bytes below a file or folder; 0 when it is not there.</summary>
    public static long BytesOf(string path) => File.Exists(path) ? new FileInfo(path).Length
        : Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;

    public static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{bytes / (double)(1L << 30):0.0} GiB",
        >= 1L << 20 => $"{bytes / (double)(1L << 20):0.0} MiB",
        >= 1L << 10 => $"{bytes / (double)(1L << 10):0.0} KiB",
        _ => $"{bytes} bytes",
    };
}
