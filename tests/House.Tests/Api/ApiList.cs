using System.IO.Compression;
using Steering.Tests;

namespace Steering.House.Tests.Api;

/// <summary>A package's public surface: its lines, and the ways from a type up to what it inherits.</summary>
internal sealed class ApiList
{
    private readonly HashSet<string> _lines;
    private readonly Dictionary<string, ApiLine> _types;
    private readonly ILookup<string, string> _bySimpleName;

    public ApiList(IEnumerable<string> lines)
    {
        _lines = lines.ToHashSet(StringComparer.Ordinal);
        var parsed = _lines.Select(ApiLine.Parse).ToArray();
        _types = parsed.Where(line => line.Kind == 'T').ToDictionary(line => line.Owner, StringComparer.Ordinal);
        _bySimpleName = _types.Keys.ToLookup(name => Arity(TypeNames.Simple(name)), StringComparer.Ordinal);
        Members = parsed.Where(line => line.Kind != 'T').ToLookup(line => line.Owner, StringComparer.Ordinal);
    }

    /// <summary>Members by the full name of their type.</summary>
    public ILookup<string, ApiLine> Members { get; }

    public static ApiList Of(string package)
    {
        using var file = File.OpenRead(Path.Combine(Golden.Repository, "tests", "House.Tests", "Api", package + ".txt.gz"));
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        return new ApiList(text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public bool Contains(string line) => _lines.Contains(line);

    public ApiLine? Type(string fullName) => _types.GetValueOrDefault(fullName);

    /// <summary>What a type names after its kind: base and interfaces, base first if there is one.</summary>
    public static IReadOnlyList<string> Above(ApiLine type)
    {
        var rest = type.Rest[" : ".Length..];
        if (rest.IndexOf(" where ", StringComparison.Ordinal) is > 0 and var where) rest = rest[..where];
        return rest.IndexOf(" : ", StringComparison.Ordinal) is > 0 and var colon ? TypeNames.Split(rest[(colon + 3)..]) : [];
    }

    public static string Kind(ApiLine type) => type.Rest[" : ".Length..].Split(" : ")[0].Split(" where ")[0];

    /// <summary>Every type of the package that the given one inherits from, nearest first, with the arguments that it gives to them.</summary>
    public IEnumerable<(string FullName, string Written, IReadOnlyList<string> Arguments)> Bases(string fullName)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<(string Owner, IReadOnlyList<string> Own, IReadOnlyList<string> Given)>();
        open.Enqueue((fullName, [], []));
        while (open.TryDequeue(out var at))
        {
            if (Type(at.Owner) is not { } line) continue;
            foreach (var written in Above(line).Select(name => TypeNames.Substitute(name, at.Own, at.Given)))
            {
                var (_, arguments) = TypeNames.Parts(written);
                var found = Resolve(written, at.Owner);
                if (!seen.Add(found ?? written)) continue;
                yield return (found ?? written, written, arguments);
                if (found is not null) open.Enqueue((found, TypeNames.Parts(TypeNames.Simple(found)).Arguments, arguments));
            }
        }
    }

    /// <summary>The package's type of that simple name; of several, the one that shares most of its path with the asking type.</summary>
    private string? Resolve(string written, string asking) =>
        _bySimpleName[Arity(written)].OrderByDescending(candidate => candidate.Zip(asking).TakeWhile(pair => pair.First == pair.Second).Count()).FirstOrDefault();

    private static string Arity(string written)
    {
        var (name, arguments) = TypeNames.Parts(written);
        return $"{name}`{arguments.Count}";
    }
}
