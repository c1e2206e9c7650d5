using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Steering.Flow;

/// <summary>The code a stage's result depends on: one digest for the key, and its parts so that Why can name what changed.</summary>
public sealed record CodePrint(string Digest, IReadOnlyDictionary<string, string> Parts);

/// <summary>Says which code a stage runs. Today <see cref="AssemblyCode"/>; an exact call closure can take its place.</summary>
public delegate CodePrint CodeDigest(IStage stage);

/// <summary>
/// Code by assembly: the stage's own assembly and every assembly it transitively references that lies in the program's folder
/// (the project's and its packages', not the runtime's). Flow itself does not count: how a stage is scheduled is not what it computes.
/// The host is not counted because no stage refers to it.
/// </summary>
public sealed class AssemblyCode(string folder, IReadOnlyList<string>? alsoFiles = null)
{
    private readonly ConcurrentDictionary<Assembly, CodePrint> _known = new();
    private readonly ConcurrentDictionary<string, string> _digests = new(StringComparer.Ordinal);

    /// <summary>Use as the <see cref="CodeDigest"/>: <c>new AssemblyCode(AppContext.BaseDirectory).Of</c>.</summary>
    public CodePrint Of(IStage stage) => _known.GetOrAdd(stage.GetType().Assembly, Print);

    private CodePrint Print(Assembly assembly)
    {
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var open = new Stack<string>([assembly.GetName().Name!]);
        while (open.TryPop(out var name))
        {
            var file = Path.Combine(folder, name + ".dll");
            if (parts.ContainsKey(name) || name == typeof(AssemblyCode).Assembly.GetName().Name || !File.Exists(file)) continue;
            parts[name] = _digests.GetOrAdd(file, Digest.OfFile);
            foreach (var reference in References(file)) open.Push(reference);
        }
        foreach (var file in (alsoFiles ?? []).Select(file => Path.Combine(folder, file)).Where(File.Exists))
            parts[Path.GetFileName(file)] = _digests.GetOrAdd(file, Digest.OfFile);
        if (parts.Count == 0)
            throw new FlowException($"The code of {assembly.GetName().Name} is not in {folder}, so no key can be made. Give AssemblyCode the folder the program runs from.");
        return new CodePrint(StageKey.Sha256(Canonical.Text(parts)), parts);
    }

    private static List<string> References(string file)
    {
        using var stream = File.OpenRead(file);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
