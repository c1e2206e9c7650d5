using System.Xml.Linq;
using Steering.Tests;

namespace Steering.House.Tests;

/// <summary>A project, as its file tells.</summary>
/// <param name="Folder">Relative to the repository, with slashes: "src/Data".</param>
internal sealed record Project(string Name, string Folder, IReadOnlyList<string> Packages, IReadOnlyList<string> References);

/// <summary>The repository's own files.</summary>
internal static class Sources
{
    private static readonly string[] Roots = ["build", "stages", "src", "tests"];

    public static IReadOnlyList<Project> Projects { get; } =
        [.. Files("*.csproj").Select(Read).OrderBy(project => project.Folder, StringComparer.Ordinal)];

    /// <summary>Relative paths, with slashes, of the files under the given folders (all source folders if none is given).</summary>
    public static IEnumerable<string> Files(string pattern, params string[] under) =>
        (under.Length > 0 ? under : Roots)
            .Select(folder => Path.Combine(Golden.Repository, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Golden.Repository, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Golden.Repository, file));

    /// <summary>Lines that are code: without comments that fill a line.</summary>
    public static IEnumerable<string> Code(string file) => Lines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    /// <summary>Fails with every stray on a line of its own.</summary>
    public static void None(IEnumerable<string> strays)
    {
        var found = strays.ToArray();
        Assert.True(found.Length == 0, $"{found.Length} found:\n{string.Join('\n', found)}");
    }

    private static Project Read(string file)
    {
        var items = XDocument.Load(Path.Combine(Golden.Repository, file)).Root!.Descendants().ToArray();   // a loaded document has a root
        return new(
            Path.GetFileNameWithoutExtension(file), Path.GetDirectoryName(file)!.Replace('\\', '/'),
            [.. items.Where(item => item.Name == "PackageReference").Select(item => (string)item.Attribute("Include")!)],
            [.. items.Where(item => item.Name == "ProjectReference").Select(item => Path.GetFileNameWithoutExtension(((string)item.Attribute("Include")!).Replace('\\', '/')))]);
    }
}
