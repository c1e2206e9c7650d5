using System.Text;

namespace Steering.Flow;

/// <summary>
/// The exact code of a stage: its constructors and RunAsync with everything they lead to, method by method (<see cref="CodeWalk"/>) in the
/// assemblies that were built with the program, by version and content in packages. Comments, lines, folders, unrelated members and the order of
/// members change nothing. What each build of the program came to is kept in the store, so an unchanged program walks nothing.
/// </summary>
/// <param name="folder">Where the program lies.</param>
/// <param name="store">Keeps what was found.</param>
/// <param name="extras">What else counts, e.g. the version of a native library.</param>
public sealed class CodeFingerprint(string folder, Store store, IReadOnlyList<CodeExtra>? extras = null) : IDisposable
{
    private const int Schema = 1;   // raised when the same code is to come to another digest
    private const int ShortDigestLetters = 16;
    private readonly Lock _gate = new();
    private readonly Dictionary<StageObjects, CodePrint> _known = [];
    private Dictionary<string, string>? _remembered;
    private readonly HashSet<string> _same = new(StringComparer.Ordinal);
    private string _program = "";
    private CodeHouse? _house;

    /// <summary>Use as the <see cref="CodeDigest"/>.</summary>
    public CodePrint Of(IStage stage)
    {
        var objects = StageObjects.Of(stage);
        lock (_gate)
        {
            if (_known.TryGetValue(objects, out var known)) return known;
            var entry = objects.Entry();
            return _known[objects] = Remembered(entry) ?? Walk(entry);
        }
    }

    /// <summary>Lets go of the program's files.</summary>
    public void Dispose() => _house?.Dispose();

    /// <summary>Checks that a copy of the program, from which stages are to run, is the one that keys were made from.</summary>
    /// <exception cref="FlowException">It was rebuilt in between.</exception>
    public void RequireSame(string copy)
    {
        lock (_gate)
        {
            if (_same.Contains(copy)) return;
            if (_program.Length > 0 && ProgramDigest(copy, Digest.OfFile, extras ?? []) != _program)
                throw new FlowException($"The program in {folder} was rebuilt after the keys were made, so its copy {copy} would run other code than they name. Run again.");
            _same.Add(copy);
        }
    }

    /// <summary>Digest of everything in the program's folder that a fingerprint may read.</summary>
    private static string ProgramDigest(string folder, Func<string, string> digest, IReadOnlyList<CodeExtra> extras)
    {
        var text = new StringBuilder().Append("fingerprint ").Append(Schema).Append(", .NET ").Append(CodeParts.Runtime).Append('\n');
        foreach (var file in Directory.EnumerateFiles(folder).Where(Counts).Order(StringComparer.Ordinal)) text.Append(Path.GetFileName(file)).Append(' ').Append(digest(file)).Append('\n');
        foreach (var extra in extras) text.Append(extra).Append('\n');
        return StageKey.Sha256(text.ToString());
    }

    private static bool Counts(string file) => !file.EndsWith(".xml", StringComparison.Ordinal) && !file.EndsWith(".pdb", StringComparison.Ordinal) && !file.EndsWith(".runtimeconfig.json", StringComparison.Ordinal);

    private CodePrint? Remembered(CodeEntry entry)
    {
        if (_remembered is null)
        {
            _program = ProgramDigest(folder, store.Memo.Of, extras ?? []);
            _remembered = new(StringComparer.Ordinal);
            foreach (var (known, print) in store.CodePrints.Known(_program)) _remembered[known] = print;
        }
        return _remembered.TryGetValue(StageKey.Sha256(entry.Text), out var digest) && store.CodePrints.Has(digest)
            ? new CodePrint(digest, () => store.CodePrints.Find(digest) ?? new Dictionary<string, string>(StringComparer.Ordinal))
            : null;
    }

    private CodePrint Walk(CodeEntry entry)
    {
        if (_house is null)
        {
            store.CodePrints.Prune(() => store.Manifests().Select(manifest => manifest.Parts.Code));
            _house = new CodeHouse(ProgramFolder.Files(folder));
        }
        var print = Walk(_house, entry, extras ?? [], Content);
        store.CodePrints.Keep(print);
        store.CodePrints.Remember(_program, StageKey.Sha256(entry.Text), print.Digest);
        return print;
    }

    private static CodePrint Walk(CodeHouse house, CodeEntry entry, IReadOnlyList<CodeExtra> extras, Func<string, string?> content)
    {
        var walk = new CodeWalk(house);
        walk.Run(entry);
        var parts = new CodeParts(house, walk).Of(extras, content);
        var digest = StageKey.Sha256($"{Schema}\n{string.Concat(parts.Select(part => $"{part.Key}\t{part.Value}\n"))}");
        return new CodePrint(digest, parts.ToDictionary(part => part.Key, part => Shorter(part.Value), StringComparer.Ordinal));
    }

    /// <summary>A few letters of each piece's digest tell whether it changed; the whole ones are in the print's own.</summary>
    private static string Shorter(string value) => Digest.IsWellFormed(value) ? value[..ShortDigestLetters] : value;

    private string? Content(string file) =>
        new[] { file, file + ".so", "lib" + file + ".so", file + ".dll", file + ".dylib" }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path ? store.Memo.Of(path) : null;
}
