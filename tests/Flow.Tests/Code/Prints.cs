using System.Runtime.Loader;

namespace Steering.Flow.Tests;

/// <summary>Fingerprints the stages of snippets, each in a program folder of its own beside the engine.</summary>
internal sealed class Prints : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("prints");
    private readonly Store _store;
    private int _programs;

    public Prints() => _store = Store.Open(Path.Combine(_root.FullName, "store"));

    /// <summary>Prints of the stages by their names.</summary>
    /// <param name="folder">Where the source lies, as the compiler is told.</param>
    /// <param name="furnish">Adds files to the program's folder.</param>
    public IReadOnlyDictionary<string, CodePrint> Of(string source, string folder = "/one", Action<string>? furnish = null, IReadOnlyList<CodeExtra>? extras = null)
    {
        var assemblies = Snippet.Compile(source, folder);
        var program = _root.CreateSubdirectory($"program-{_programs++}").FullName;
        foreach (var (name, bytes) in assemblies) File.WriteAllBytes(Path.Combine(program, name + ".dll"), bytes);
        File.CreateSymbolicLink(Path.Combine(program, "Steering.Flow.dll"), typeof(IStage).Assembly.Location);
        furnish?.Invoke(program);
        var context = new AssemblyLoadContext("snippet", isCollectible: true);
        try
        {
            using var code = new CodeFingerprint(program, _store, extras);
            return Snippet.Stages(assemblies, context).ToDictionary(stage => stage.GetType().Name, code.Of, StringComparer.Ordinal);
        }
        finally { context.Unload(); }
    }

    /// <summary>Names of the stages that the edit makes stale.</summary>
    public IReadOnlyList<string> Stale(Snippet snippet)
    {
        var (before, after) = (Of(snippet.Before), Of(snippet.After));
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        return [.. before.Where(stage => stage.Value.Digest != after[stage.Key].Digest).Select(stage => stage.Key).Order(StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        _store.Dispose();
        _root.Delete(recursive: true);
    }
}
