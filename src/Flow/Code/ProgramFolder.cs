using System.Text.Json;

namespace Steering.Flow;

/// <summary>The assemblies beside a program, and which of them were built with it: its deps.json lists the packages.</summary>
internal static class ProgramFolder
{
    public static IEnumerable<CodeFile> Files(string folder)
    {
        var packages = Packages(folder);
        foreach (var path in Directory.EnumerateFiles(folder, "*.dll").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var version = packages.GetValueOrDefault(Path.GetFileName(path));
            yield return new CodeFile(name, version is null ? CodeKind.Walked : CodeKind.Package, version ?? "", () => File.OpenRead(path));
        }
    }

    /// <summary>Version by file name, of what came as a package or as a bare reference and is no project's own output too.</summary>
    private static Dictionary<string, string> Packages(string folder)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var own = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in Directory.EnumerateFiles(folder, "*.deps.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var kinds = document.RootElement.GetProperty("libraries").EnumerateObject().ToDictionary(library => library.Name, library => library.Value.GetProperty("type").GetString(), StringComparer.Ordinal);
            foreach (var library in document.RootElement.GetProperty("targets").EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
            {
                if (!library.Value.TryGetProperty("runtime", out var files)) continue;
                foreach (var file in files.EnumerateObject().Select(file => Path.GetFileName(file.Name)))
                    if (kinds.GetValueOrDefault(library.Name) == "project") own.Add(file);
                    else found[file] = library.Name[(library.Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
            }
        }
        foreach (var file in own) found.Remove(file);
        return found;
    }
}
