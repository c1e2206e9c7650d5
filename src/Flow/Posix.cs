using System.Runtime.InteropServices;

namespace Steering.Flow;

/// <summary>What identifies a file's state without reading it; memoises digests, never decides them.</summary>
internal readonly record struct FileStamp(ulong Device, ulong Inode, long Size, long ModifiedNs, long ChangedNs);

/// <summary>The few calls .NET lacks: a full stat tuple, second names, making folders and whole trees durable, and giving native memory back.</summary>
internal static partial class Posix
{
    private const int AtCurrentFolder = -100;
    private const uint BasicStats = 0x7ff;
    private const int OpenFolder = 0x10000;   // O_RDONLY | O_DIRECTORY
    private const int NotPermitted = 1;       // EPERM: the file system knows no second names
    private const int NameTaken = 17;         // EEXIST
    private const int NoSpace = 28;           // ENOSPC
    private const int TooManyLinks = 31;      // EMLINK
    private const int NotSupported = 95;      // EOPNOTSUPP
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Stat tuple of a file (links followed), or null when there is none.</summary>
    public static FileStamp? Stamp(string path)
    {
        if (OperatingSystem.IsLinux())
            return statx(AtCurrentFolder, path, 0, BasicStats, out var stat) == 0
                ? new FileStamp(((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor, stat.Inode, (long)stat.Size,
                    stat.ModifiedSeconds * NsPerSecond + stat.ModifiedNs, stat.ChangedSeconds * NsPerSecond + stat.ChangedNs)
                : null;
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(0, 0, file.Length, file.LastWriteTimeUtc.Ticks * 100, file.CreationTimeUtc.Ticks * 100) : null;
    }

    /// <summary>Names this run of the system, from its start to its end; null where it does not tell.</summary>
    public static string? BootId()
    {
        try { return OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : null; }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return null; }
    }

    /// <summary>Makes a file's bytes survive a power cut.</summary>
    public static void SyncFile(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Makes the names in a folder survive a power cut; with <paramref name="whole"/> everything in its file system.</summary>
    public static void SyncFolder(string path, bool whole = false)
    {
        if (!OperatingSystem.IsLinux()) return;
        var handle = open(path, OpenFolder);
        if (handle < 0) throw new IOException($"{path} cannot be opened to make it durable (errno {Marshal.GetLastPInvokeError()}).");
        _ = whole ? syncfs(handle) : fsync(handle);
        _ = close(handle);
    }

    /// <summary>
    /// Gives a file a second name if that name is free: one act, also on shared folders. Where a file can have one name only, a copy takes the
    /// name; then a reader may find it half written.
    /// </summary>
    /// <returns>False when the name was taken by another file.</returns>
    public static bool TryLink(string file, string name)
    {
        if (!OperatingSystem.IsWindows())
        {
            if (link(file, name) == 0) return true;
            var error = Marshal.GetLastPInvokeError();
            if (error == NameTaken) return IsSame(file, name);   // the answer to a first attempt may have been lost on the way
            if (error is not (NotPermitted or NotSupported or TooManyLinks)) throw new IOException($"{name} cannot be made (errno {error}).", error == NoSpace ? NoSpace : 0);
        }
        try
        {
            using var copy = new FileStream(name, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            copy.Write(File.ReadAllBytes(file));
            return true;
        }
        catch (IOException) when (File.Exists(name)) { return false; }
    }

    private static bool IsSame(string file, string name) => Stamp(file) is { } one && Stamp(name) is { } other && (one.Device, one.Inode) == (other.Device, other.Inode) && one.Inode != 0;

    /// <summary>Gives memory that native code has freed back to the system.</summary>
    public static void TrimHeap()
    {
        if (!OperatingSystem.IsLinux()) return;
        try { _ = malloc_trim(0); }
        catch (EntryPointNotFoundException) { /* another C library than GNU's, which does so by itself or not at all */ }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int malloc_trim(nuint keep);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, out StatX result);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int link(string file, string name);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int fsync(int handle);

    [LibraryImport("libc", EntryPoint = "syncfs")]
    private static partial int syncfs(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int close(int handle);

    /// <summary>struct statx of the kernel's ABI, the same on every architecture; only what is read here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(96)] public long ChangedSeconds;
        [FieldOffset(104)] public uint ChangedNs;
        [FieldOffset(112)] public long ModifiedSeconds;
        [FieldOffset(120)] public uint ModifiedNs;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }
}
