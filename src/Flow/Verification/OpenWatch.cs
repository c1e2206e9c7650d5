using System.Runtime.InteropServices;
using System.Text;

namespace Steering.Flow;

/// <summary>
/// Sees which files and folders below a folder are opened, by whomever, while it lives: inotify's IN_OPEN on every folder below it. Hidden folders
/// (.git, .artifacts) and those that are left out are not watched. Linux only.
/// </summary>
internal sealed partial class OpenWatch : IDisposable
{
    private const uint Open = 0x20;              // IN_OPEN
    private const uint Overflow = 0x4000;        // IN_Q_OVERFLOW
    private const int NonBlocking = 0x800 | 0x80000;   // IN_NONBLOCK | IN_CLOEXEC
    private const int HeaderBytes = 16;          // struct inotify_event without its name
    private const int BufferBytes = 1 << 16;
    private readonly Dictionary<int, string> _folders = [];
    private readonly int _handle;

    public OpenWatch(string root, IReadOnlyList<string> leftOut)
    {
        _handle = inotify_init1(NonBlocking);
        if (_handle < 0) throw new IOException($"Opened files cannot be watched here (errno {Marshal.GetLastPInvokeError()}).");
        Add(root, leftOut);
        _ = Opened();   // by looking for folders just now
    }

    /// <summary>Absolute paths of what was opened since it was asked last, sorted.</summary>
    /// <exception cref="IOException">There were more events than the system keeps.</exception>
    public IReadOnlyList<string> Opened()
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        var buffer = new byte[BufferBytes];
        for (nint length; (length = read(_handle, buffer, BufferBytes)) > 0;)
            for (var at = 0; at < length;)
            {
                var (watch, mask, nameBytes) = (BitConverter.ToInt32(buffer, at), BitConverter.ToUInt32(buffer, at + 4), BitConverter.ToInt32(buffer, at + 12));
                if ((mask & Overflow) != 0) throw new IOException("More files were opened in the repository than the system can tell.");
                if (nameBytes > 0)
                    files.Add(Path.Combine(_folders[watch], Encoding.UTF8.GetString(buffer, at + HeaderBytes, nameBytes).TrimEnd('\0')));
                at += HeaderBytes + nameBytes;
            }
        return [.. files];
    }

    public void Dispose() => _ = close(_handle);

    private void Add(string folder, IReadOnlyList<string> leftOut)
    {
        if (leftOut.Contains(folder, StringComparer.Ordinal)) return;
        var watch = inotify_add_watch(_handle, folder, Open);
        if (watch < 0) throw new IOException($"{folder} cannot be watched (errno {Marshal.GetLastPInvokeError()}; fs.inotify.max_user_watches may be too low).");
        _folders[watch] = folder;
        foreach (var below in new DirectoryInfo(folder).EnumerateDirectories().Where(below => below.Name[0] != '.' && (below.Attributes & FileAttributes.ReparsePoint) == FileAttributes.None))
            Add(below.FullName, leftOut);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(int handle, string path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int handle, [Out] byte[] buffer, nint count);

    [LibraryImport("libc")]
    private static partial int close(int handle);
}
