namespace Steering.Flow;

/// <summary>Writing so that a crash leaves either nothing or all of it.</summary>
internal static class Durable
{
    private const int ManyFiles = 32;

    /// <summary>Text appears at a path by rename, after its bytes are on the disk.</summary>
    /// <param name="lasting">False where a power cut may undo it; then it costs no wait for the disk.</param>
    public static void WriteText(Store store, string path, string text, bool lasting = true)
    {
        var file = store.NewPart();
        File.WriteAllText(file, text);
        if (lasting) Posix.SyncFile(file);
        File.Move(file, path, overwrite: true);
        if (lasting) Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a file or a whole folder durable where it lies.</summary>
    public static void Sync(string path)
    {
        if (File.Exists(path)) { Posix.SyncFile(path); return; }
        var files = Directory.GetFiles(path, "*", SearchOption.AllDirectories);
        if (files.Length > ManyFiles && OperatingSystem.IsLinux()) { Posix.SyncFolder(path, whole: true); return; }
        foreach (var file in files) Posix.SyncFile(file);
        foreach (var folder in Directory.GetDirectories(path, "*", SearchOption.AllDirectories)) Posix.SyncFolder(folder);
        Posix.SyncFolder(path);
    }

    /// <summary>Copies a file or folder; links are not followed into outputs, they are refused before.</summary>
    public static void Copy(string from, string to)
    {
        if (File.Exists(from)) { File.Copy(from, to); return; }
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    public static void CheckRoom(string path, long needed, string what)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Disk.Free(folder) < needed) throw Disk.Full(folder, what, needed, new IOException("checked before writing"));
    }

    /// <summary>A copy of something read-only becomes its owner's to edit.</summary>
    public static void MakeWritable(string path)
    {
        if (File.Exists(path)) { File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly); return; }
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)) File.SetAttributes(file, File.GetAttributes(file) & ~FileAttributes.ReadOnly);
    }

    /// <summary>A file or everything in a folder becomes read-only: what a key names never changes.</summary>
    public static void MakeReadOnly(string path)
    {
        if (File.Exists(path)) { File.SetAttributes(path, File.GetAttributes(path) | FileAttributes.ReadOnly); return; }
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)) File.SetAttributes(file, File.GetAttributes(file) | FileAttributes.ReadOnly);
    }
}
