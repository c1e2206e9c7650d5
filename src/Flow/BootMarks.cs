namespace Steering.Flow;

/// <summary>
/// Small files of light stages get their names before their bytes are on the disk: to run such a stage again costs less than to wait. While the system
/// runs nobody sees a difference, whatever is killed; its own crash, or a power cut, may leave such a name over other bytes of the same length. So a
/// mark, <c>boots/id</c>, tells durably before the first of them in which run of the system they are written, and who opens the store in another
/// run compares every small object with its name before any is believed.
/// </summary>
internal sealed class BootMarks
{
    private const long LargestBytes = 64 << 10;
    private readonly Store _store;
    private readonly string _folder;
    private readonly string? _here = Posix.BootId();
    private readonly Lazy<bool> _isMarked;

    public BootMarks(Store store)
    {
        (_store, _folder) = (store, Path.Combine(store.Folder, "boots"));
        _isMarked = new(TryMark, LazyThreadSafetyMode.PublicationOnly);   // a full disk may have room later
    }

    /// <summary>True for an output that may be named before its bytes are on the disk; then the mark is on the disk.</summary>
    public bool Covers(string output) => new FileInfo(output) is { Exists: true, Length: <= LargestBytes } && _isMarked.Value;

    /// <summary>Finds what another run of the system left under a name that is not its bytes'; such an object is moved away, and made again when it is needed.</summary>
    public void Check()
    {
        Directory.CreateDirectory(_folder);
        var others = Directory.EnumerateFiles(_folder).Where(mark => Path.GetFileName(mark) != _here).ToArray();
        if (others.Length == 0) return;
        var small = new DirectoryInfo(Path.Combine(_store.Folder, "objects")).EnumerateDirectories().SelectMany(folder => folder.EnumerateFiles()).Where(file => file.Length <= LargestBytes);
        Parallel.ForEach(small, file =>
        {
            if (!StoreCheck.IsRotten(file.FullName)) return;
            _store.SetAside(file.Name);
            Posix.SyncFolder(file.DirectoryName!);   // once the marks are gone nobody looks again
        });
        foreach (var mark in others) File.Delete(mark);
    }

    /// <summary>False where a system does not tell its runs apart, or where another may have the file system too and outlive this one.</summary>
    private bool TryMark()
    {
        if (_here is null || new DriveInfo(_folder).DriveType is not (DriveType.Fixed or DriveType.Ram)) return false;
        var mark = Path.Combine(_folder, _here);
        File.Open(mark, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        Posix.SyncFile(mark);
        Posix.SyncFolder(_folder);
        Posix.SyncFolder(_store.Folder);
        return true;
    }
}
