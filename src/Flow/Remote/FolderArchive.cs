using System.Formats.Tar;

namespace Steering.Flow;

/// <summary>A folder as one file on its way between stores: a tar archive of its files and folders in ordinal order, without times and owners.</summary>
internal static class FolderArchive
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode FolderMode = Mode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static async Task PackAsync(string folder, string file, CancellationToken cancel)
    {
        var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Select(entry => (Name: Path.GetRelativePath(folder, entry.FullName).Replace('\\', '/'), Entry: entry)).OrderBy(pair => pair.Name, StringComparer.Ordinal);
        await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        await using var archive = new TarWriter(stream, TarEntryFormat.Pax);
        foreach (var (name, entry) in entries)
        {
            await using var data = entry is FileInfo ? File.OpenRead(entry.FullName) : null;
            var header = new PaxTarEntry(data is null ? TarEntryType.Directory : TarEntryType.RegularFile, name) { ModificationTime = DateTimeOffset.UnixEpoch, Mode = data is null ? FolderMode : Mode };
            if (data is not null) header.DataStream = data;
            await archive.WriteEntryAsync(header, cancel);
        }
    }

    /// <summary>Unpacks into a folder of its own.</summary>
    /// <exception cref="InvalidDataException">It is no such archive, or an entry would lie outside the folder.</exception>
    public static async Task UnpackAsync(string file, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        await using var stream = File.OpenRead(file);
        await using var archive = new TarReader(stream);
        while (await archive.GetNextEntryAsync(cancellationToken: cancel) is { } entry)
        {
            var segments = entry.Name.TrimEnd('/').Split('/');
            if (segments.Any(segment => segment is "" or "." or "..")) throw new InvalidDataException($"its entry '{entry.Name}' would lie outside the folder");
            var path = Path.Combine([folder, .. segments]);
            if (entry.EntryType == TarEntryType.Directory) Directory.CreateDirectory(path);
            else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                if (entry.DataStream is { } data) await data.CopyToAsync(target, cancel);
            }
            else throw new InvalidDataException($"its entry '{entry.Name}' is a {entry.EntryType}");
        }
    }
}
