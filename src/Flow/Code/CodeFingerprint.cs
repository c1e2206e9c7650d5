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
public sealed class CodeFingerprint(string folder, Store store, IReadOnlyList<CodeExtra>? extras = null)
{
    private const int Schema = 1;   // raised when the same code is to come to another digest
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CodePrint> _known = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _remembered;
    private string _program = "";
    private CodeHouse? _house;

    /// <summary>Use as the <see cref="CodeDigest"/>.</summary>
    public CodePrint Of(IStage stage)
    {
        var entry = StageObjects.EntryOf(stage);
        lock (_gate)
        {
            if (_known.TryGetValue(entry.Text, out var known)) return known;
            return _known[entry.Text] = Remembered(entry) ?? Walk(entry);
        }
    }

    /// <summary>Digest of everything in the program's folder that a fingerprint may read.</summary>
    internal static string ProgramDigest(string folder, DigestMemo memo, IReadOnlyList<CodeExtra> extras)
    {
        var text = new StringBuilder().Append("fingerprint ").Append(Schema).Append(", .NET ").Append(Environment.Version.Major).Append('.').Append(Environment.Version.Minor).Append('\n');
        foreach (var file in Directory.EnumerateFiles(folder).Where(Counts).Order(StringComparer.Ordinal)) text.Append(Path.GetFileName(file)).Append(' ').Append(memo.Of(file)).Append('\n');
        foreach (var extra in extras) text.Append(extra).Append('\n');
        return StageKey.Sha256(text.ToString());
    }

    private static bool Counts(string file) => !file.EndsWith(".xml", StringComparison.Ordinal) && !file.EndsWith(".pdb", StringComparison.Ordinal) && !file.EndsWith(".runtimeconfig.json", StringComparison.Ordinal);

    private CodePrint? Remembered(CodeEntry entry)
    {
        if (_remembered is null)
        {
            _program = ProgramDigest(folder, store.Memo, extras ?? []);
            _remembered = new(StringComparer.Ordinal);
            foreach (var (known, print) in store.CodePrints.Known(_program)) _remembered[known] = print;
        }
        return _remembered.TryGetValue(StageKey.Sha256(entry.Text), out var digest) && store.CodePrints.Has(digest)
            ? new CodePrint(digest, () => store.CodePrints.Find(digest) ?? new Dictionary<string, string>(StringComparer.Ordinal))
            : null;
    }

    private CodePrint Walk(CodeEntry entry)
    {
        _house ??= new CodeHouse(ProgramFolder.Files(folder));
        var print = Walk(_house, entry, extras ?? [], Content);
        store.CodePrints.Keep(print);
        store.CodePrints.Remember(_program, StageKey.Sha256(entry.Text), print.Digest);
        return print;
    }

    internal static CodePrint Walk(CodeHouse house, CodeEntry entry, IReadOnlyList<CodeExtra> extras, Func<string, string?> content)
    {
        var walk = new CodeWalk(house);
        walk.Run(entry);
        var parts = new CodeParts(house, walk).Of(extras, content);
        return new CodePrint(StageKey.Sha256($"{Schema}\n{string.Concat(parts.Select(part => $"{part.Key}\t{part.Value}\n"))}"), parts);
    }

    private string? Content(string file) =>
        new[] { file, file + ".so", "lib" + file + ".so", file + ".dll", file + ".dylib" }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path ? store.Memo.Of(path) : null;
}
