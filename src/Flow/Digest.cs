using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace Steering.Flow;

/// <summary>SHA-256 of a file, or of a folder as a sorted tree of names and file digests.</summary>
public static class Digest
{
    private const int BufferBytes = 1 << 20;
    private const int MostLinks = 8;   // one within another
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, RecurseSubdirectories = false };

    /// <summary>Digest of a file's bytes, 64 hexadecimal digits.</summary>
    public static string OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(stream.Length, 4096, BufferBytes));
        try
        {
            for (int read; (read = stream.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        }
        finally { ArrayPool<byte>.Shared.Return(buffer); }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>True for 64 lower-case hexadecimal digits.</summary>
    internal static bool IsWellFormed(string digest) => digest.Length == 2 * SHA256.HashSizeInBytes && digest.All(char.IsAsciiHexDigitLower);

    /// <summary>Digest of a file or folder.</summary>
    public static string Of(string path) => Directory.Exists(path) ? OfFolder(path, OfFile) : OfFile(path);

    /// <summary>Digest of a folder: every path below it in ordinal order, with the digest of each file as the function gives it.</summary>
    internal static string OfFolder(string folder, Func<string, string> ofFile)
    {
        var entries = new List<Entry>();
        List(folder, "", entries, links: 0);
        entries.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        Parallel.ForEach(Partitioner.Create(entries, loadBalance: true), new ParallelOptions { MaxDegreeOfParallelism = Math.Min(4, Environment.ProcessorCount) },
            entry => entry.Digest = entry.IsFolder ? "" : ofFile($"{folder}/{entry.Name}"));
        var listing = new StringBuilder("tree\n");
        foreach (var entry in entries) listing.Append(entry.IsFolder ? 'd' : 'f').Append('\0').Append(entry.Name).Append('\0').Append(entry.Digest).Append('\n');
        return StageKey.Sha256(listing.ToString());
    }

    /// <summary>One look into each folder, which tells what its entries are; a link is what it leads to.</summary>
    private static void List(string root, string below, List<Entry> entries, int links)
    {
        if (links > MostLinks) throw new FlowException($"{Path.Combine(root, below)} leads through more than {MostLinks} links. Does one point back to a folder above it?");
        var found = new FileSystemEnumerable<Entry>(Path.Combine(root, below), (ref FileSystemEntry entry) => new Entry(
            below.Length == 0 ? entry.FileName.ToString() : $"{below}/{entry.FileName}", entry.IsDirectory,
            isLink: entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) != FileAttributes.None), Everything);
        foreach (var entry in found)
        {
            entries.Add(entry);
            if (entry.IsFolder) List(root, entry.Name, entries, entry.IsLink ? links + 1 : links);
        }
    }

    /// <summary>A class, so that lists of it are the runtime's ready-made ones: a start has no time to compile others.</summary>
    private sealed class Entry(string name, bool isFolder, bool isLink)
    {
        public string Name => name;

        public bool IsFolder => isFolder;

        public bool IsLink => isLink;

        public string Digest { get; set; } = "";
    }
}
