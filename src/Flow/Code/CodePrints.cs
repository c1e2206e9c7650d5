using System.IO.Compression;
using System.Text;

namespace Steering.Flow;

/// <summary>
/// The store's <c>code-prints/</c>: the pieces of every code digest that stands in a key (<c>digest.gz</c>, a name and a value a line), so that
/// Why can tell them apart; and, for each build of the program, which stages have which digest (<c>program.txt</c>). Keys do not rest on it: what
/// is lost or garbled is worked out anew.
/// </summary>
public sealed class CodePrints
{
    private const int DigestLetters = 64;
    private const int MostPrograms = 16;
    private const int ProgramsKept = 8;
    private readonly string _folder;
    private readonly Func<string> _newWorkspace;
    private readonly Lazy<HashSet<string>> _accepted;

    internal CodePrints(string folder, Func<string> newWorkspace)
    {
        (_folder, _newWorkspace) = (folder, newWorkspace);
        Directory.CreateDirectory(folder);
        _accepted = new(() => File.Exists(AcceptedPath) ? new(File.ReadLines(AcceptedPath), StringComparer.Ordinal) : new(StringComparer.Ordinal));
    }

    /// <summary>True when the pieces of that digest are known.</summary>
    public bool Has(string digest) => File.Exists(PathOf(digest));

    /// <summary>The pieces of a code digest by name; null when they are not known.</summary>
    public IReadOnlyDictionary<string, string>? Find(string digest)
    {
        try
        {
            using var text = new StreamReader(new GZipStream(File.OpenRead(PathOf(digest)), CompressionMode.Decompress), Encoding.UTF8);
            var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
            while (text.ReadLine() is { } line)
                if (line.Split('\t') is [var name, var value]) parts[name] = value;
            return parts;
        }
        catch (Exception error) when (error is IOException or InvalidDataException) { return null; }
    }

    /// <summary>Keeps the pieces of a digest.</summary>
    public void Keep(CodePrint print)
    {
        if (Has(print.Digest) || print.Parts.Count == 0) return;
        var workspace = _newWorkspace();
        var file = Path.Combine(workspace, "print");
        using (var text = new StreamWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest), new UTF8Encoding(false)))
            foreach (var (name, value) in print.Parts) text.Write($"{name}\t{value}\n");
        File.Move(file, PathOf(print.Digest), overwrite: true);
        Trash.TryRemove(workspace);
    }

    /// <summary>True when the result of a key stands on a change of code that was accepted; its manifest tells more.</summary>
    public bool IsAccepted(string key) => _accepted.Value.Contains(key);

    /// <summary>Notes that a key's result stands on such a change.</summary>
    internal void Accept(string key)
    {
        File.AppendAllText(AcceptedPath, key + "\n");
        _accepted.Value.Add(key);
    }

    /// <summary>What is known of a program: a stage's entry, as a digest, and the code digest it came to.</summary>
    internal IEnumerable<(string Entry, string Print)> Known(string program)
    {
        var file = Path.Combine(_folder, program + ".txt");
        if (!File.Exists(file)) yield break;
        foreach (var line in File.ReadLines(file))
            if (line.Length == 2 * DigestLetters + 1 && line[..DigestLetters] is var entry && line[(DigestLetters + 1)..] is var print && Digest.IsWellFormed(entry) && Digest.IsWellFormed(print))
                yield return (entry, print);
    }

    /// <summary>One line at the end of the program's file; a torn line is not well-formed and counts as absent.</summary>
    internal void Remember(string program, string entry, string print) => File.AppendAllText(Path.Combine(_folder, program + ".txt"), $"{entry} {print}\n");

    /// <summary>
    /// Forgets the oldest builds of the program when there are many, and the pieces that neither a kept build nor a key leads to. Another process
    /// may have use for what goes: it works it out, or keeps it, anew.
    /// </summary>
    /// <param name="inKeys">The code digests of all results.</param>
    internal void Prune(Func<IEnumerable<string>> inKeys)
    {
        var programs = new DirectoryInfo(_folder).GetFiles("*.txt").Where(file => Digest.IsWellFormed(Path.GetFileNameWithoutExtension(file.Name))).OrderByDescending(file => file.LastWriteTimeUtc).ToArray();
        if (programs.Length <= MostPrograms) return;
        foreach (var old in programs.Skip(ProgramsKept)) old.Delete();
        var kept = programs.Take(ProgramsKept).SelectMany(file => Known(Path.GetFileNameWithoutExtension(file.Name))).Select(known => known.Print).Concat(inKeys()).ToHashSet(StringComparer.Ordinal);
        foreach (var print in Directory.EnumerateFiles(_folder, "*.gz").Where(file => !kept.Contains(Path.GetFileNameWithoutExtension(file)))) File.Delete(print);
    }

    /// <summary>Where the pieces of a digest lie, whether or not they are there.</summary>
    internal string PathOf(string digest) => Path.Combine(_folder, digest + ".gz");

    private string AcceptedPath => Path.Combine(_folder, "accepted.txt");
}
