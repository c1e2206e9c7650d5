using System.Formats.Tar;
using System.IO.Compression;

namespace Steering.Data.Fetching;

/// <summary>What an archive may grow to before it is taken for a bomb.</summary>
/// <param name="Ratio">Bytes unpacked per byte packed.</param>
/// <param name="Floor">Bytes that are always allowed.</param>
/// <param name="Entries">Files and folders.</param>
public sealed record UnpackLimits(double Ratio, long Floor, int Entries)
{
    /// <summary>Text packs to a twentieth, photos hardly; no set here has five million pictures.</summary>
    public static UnpackLimits Usual { get; } = new(Ratio: 100, Floor: 256L << 20, Entries: 5_000_000);
}

/// <summary>Unpacks zip and tar archives. What an archive says is a claim: its entries stay below the folder, are files or folders, and end within limits.</summary>
/// <param name="archive">The file; .zip, .tar, .tar.gz or .tgz.</param>
/// <param name="output">Where the entries go; it may hold what other archives brought.</param>
/// <param name="from">Only entries below this folder of the archive are taken, without its name; empty takes all.</param>
public sealed class Archives(string archive, string output, string from, UnpackLimits limits)
{
    private const int BufferLength = 1 << 20;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
    private readonly long _packed = new FileInfo(archive).Length;
    private long _unpacked;

    /// <exception cref="InvalidDataException">An entry leads out of the folder, is a link, comes twice, or the archive is a bomb or broken.</exception>
    public void Unpack(Action<double> progress, CancellationToken cancel)
    {
        try
        {
            if (archive.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) UnpackZip(progress, cancel);
            else UnpackTar(progress, cancel);
        }
        catch (Exception broken) when (broken is EndOfStreamException or FormatException || broken is InvalidDataException && !broken.Message.StartsWith(archive, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{archive} is no sound archive: {broken.Message} Remove it and fetch it again.", broken);
        }
        if (_seen.Count == 0) throw new InvalidDataException($"{archive} holds nothing{(from.Length > 0 ? $" below '{from}'" : "")}. Correct the card's 'from', or fetch the file again.");
    }

    private void UnpackZip(Action<double> progress, CancellationToken cancel)
    {
        using var zip = ZipFile.OpenRead(archive);
        for (var i = 0; i < zip.Entries.Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var entry = zip.Entries[i];
            const int kindBits = 0xF000, link = 0xA000;
            if (((entry.ExternalAttributes >> 16) & kindBits) == link) throw Link(entry.FullName);
            if (Target(entry.FullName) is not { } target) continue;
            if (entry.FullName.EndsWith('/')) Directory.CreateDirectory(target);
            else
            {
                using var source = entry.Open();
                Write(source, target);
            }
            progress((i + 1.0) / zip.Entries.Count);
        }
    }

    private void UnpackTar(Action<double> progress, CancellationToken cancel)
    {
        using var file = File.OpenRead(archive);
        using var plain = archive.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) ? (Stream)file : new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(plain);
        while (tar.GetNextEntry() is { } entry)
        {
            cancel.ThrowIfCancellationRequested();
            switch (entry.EntryType)
            {
                case TarEntryType.GlobalExtendedAttributes:
                    break;
                case TarEntryType.Directory:
                    if (Target(entry.Name) is { } folder) Directory.CreateDirectory(folder);
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    if (Target(entry.Name) is { } target) Write(entry.DataStream ?? Stream.Null, target);
                    break;
                case TarEntryType.SymbolicLink or TarEntryType.HardLink:
                    throw Link(entry.Name);
                default:
                    throw new InvalidDataException($"{archive}: entry '{entry.Name}' is a {entry.EntryType}; a data set is files and folders.");
            }
            progress(file.Position / (double)Math.Max(1, _packed));
        }
    }

    /// <summary>Where an entry goes; null for one that is not taken.</summary>
    private string? Target(string name)
    {
        var plain = name.Replace('\\', '/');
        if (plain.StartsWith('/') || plain.Contains('\0', StringComparison.Ordinal) || plain is [_, ':', ..] || plain.Split('/').Contains(".."))
            throw new InvalidDataException($"{archive}: entry '{name}' leads out of the folder; nothing of this archive is to be trusted. Fetch it from its publisher again.");
        if (plain.StartsWith("__MACOSX/", StringComparison.Ordinal)) return null;
        while (plain.StartsWith("./", StringComparison.Ordinal)) plain = plain[2..];
        if (from.Length > 0)
        {
            var head = from.TrimEnd('/') + "/";
            if (!plain.StartsWith(head, StringComparison.Ordinal)) return null;
            plain = plain[head.Length..];
        }
        if (plain.Trim('/').Length == 0) return null;
        var target = Path.GetFullPath(Path.Combine(_root, plain));
        if (!target.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new InvalidDataException($"{archive}: entry '{name}' leads to {target}, out of the folder. Fetch the file from its publisher again.");
        if (!_seen.Add(plain) && !plain.EndsWith('/')) throw new InvalidDataException($"{archive}: entry '{name}' comes twice; which one is meant cannot be told.");
        if (_seen.Count > limits.Entries) throw new InvalidDataException($"{archive} has more than {limits.Entries} entries; that is no data set known here.");
        return target;
    }

    private void Write(Stream source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);   // it lies below the root
        using var file = File.Create(target, bufferSize: 1);
        while (source.Read(_buffer) is > 0 and var count)
        {
            _unpacked += count;   // counted, not read from a header
            var most = Math.Max(limits.Floor, (long)(_packed * limits.Ratio));
            if (_unpacked > most) throw new InvalidDataException($"{archive} of {_packed} bytes unpacks to more than {most}; that is a bomb, or not what the card means.");
            file.Write(_buffer, 0, count);
        }
    }

    private InvalidDataException Link(string name) => new($"{archive}: entry '{name}' is a link; a link could lead out of the folder. Unpack the archive by hand, look at it, and put its files where the card says.");
}
