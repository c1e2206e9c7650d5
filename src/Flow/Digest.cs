using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Steering.Flow;

/// <summary>SHA-256 of a file, or of a folder as a sorted tree of names and file digests.</summary>
public static class Digest
{
    private const int BufferBytes = 1 << 20;
    private const int DeepestFolder = 64;

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
        var entries = new List<(string Name, bool IsFolder)>();
        List(folder, "", entries, depth: 0);
        entries.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        var digests = new string[entries.Count];
        Parallel.For(0, entries.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(4, Environment.ProcessorCount) },
            index => digests[index] = entries[index].IsFolder ? "" : ofFile(Path.Combine(folder, entries[index].Name)));
        var listing = new StringBuilder("tree\n");
        for (var index = 0; index < entries.Count; index++)
            listing.Append(entries[index].IsFolder ? 'd' : 'f').Append('\0').Append(entries[index].Name).Append('\0').Append(digests[index]).Append('\n');
        return StageKey.Sha256(listing.ToString());
    }

    private static void List(string root, string below, List<(string Name, bool IsFolder)> entries, int depth)
    {
        if (depth > DeepestFolder) throw new FlowException($"{Path.Combine(root, below)} is more than {DeepestFolder} folders deep. Does a link point back to a folder above it?");
        foreach (var entry in new DirectoryInfo(Path.Combine(root, below)).EnumerateFileSystemInfos())
        {
            var name = below.Length == 0 ? entry.Name : $"{below}/{entry.Name}";
            var isFolder = (entry.Attributes & FileAttributes.Directory) != FileAttributes.None
                || (entry.Attributes & FileAttributes.ReparsePoint) != FileAttributes.None && entry.ResolveLinkTarget(returnFinalTarget: true) is DirectoryInfo { Exists: true };
            entries.Add((name, isFolder));
            if (isFolder) List(root, name, entries, depth + 1);
        }
    }
}
