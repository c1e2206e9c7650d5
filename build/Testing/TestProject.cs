using System.IO.Enumeration;
using Steering.Flow;

namespace Steering.Build.Testing;

/// <summary>A built test project.</summary>
/// <param name="Name">Folder under tests/, e.g. "Flow.Tests".</param>
/// <param name="Assembly">Absolute path of what was built.</param>
internal sealed record TestProject(string Name, string Assembly)
{
    /// <summary>The test projects whose names match a glob; the longest-running ones first, so that they do not trail alone.</summary>
    /// <exception cref="FlowException">None matches, or one is not built.</exception>
    public static IReadOnlyList<TestProject> Find(string? glob)
    {
        var names = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToArray();
        var chosen = names.Where(name => glob is null || FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: true)).ToArray();
        if (chosen.Length == 0) throw new FlowException($"No test project is called '{glob}'. {Nearest.Offer(glob ?? "", names)}");
        return [.. chosen.Select(Built).OrderByDescending(project => LastSeconds(project.Name))];
    }

    /// <summary>Where the results of its last run lie.</summary>
    public string ResultFile => ResultFileOf(Name);

    private static string ResultFileOf(string name) => Path.Combine(Repository.Root, ".artifacts", "tests", name + ".trx");

    private static TestProject Built(string name)
    {
        var assembly = Path.Combine(Repository.Root, ".artifacts", "bin", name, "release", $"Steering.{name}.dll");
        return File.Exists(assembly) ? new(name, assembly) : throw new FlowException($"{name} is not built. Run the tests by ./build.sh --target Test, which builds them.");
    }

    private static double LastSeconds(string name)
    {
        try
        {
            return File.Exists(ResultFileOf(name)) ? TestResults.Read(ResultFileOf(name)).Seconds : 0;
        }
        catch (System.Xml.XmlException)
        {
            return 0;
        }
    }
}
