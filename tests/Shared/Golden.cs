using System.Text.Json;

namespace Steering.Tests;

/// <summary>Where the reference numbers lie: GOLDEN_ROOT, or the folder <c>shared/golden</c> beside the repository, or the few that the repository itself carries in <c>tests/Golden</c>.</summary>
internal static class Golden
{
    public static string Repository { get; } = FindRepository();

    /// <summary>The few reference numbers that the repository carries.</summary>
    public static string Carried { get; } = Path.Combine(Repository, "tests", "Golden");

    public static string Root { get; } =
#pragma warning disable RS0030 // The tests' one door to the environment.
        Environment.GetEnvironmentVariable("GOLDEN_ROOT") is { Length: > 0 } set ? set
#pragma warning restore RS0030
        : Path.GetFullPath(Path.Combine(Repository, "..", "shared", "golden")) is var whole && Directory.Exists(whole) ? whole
        : Carried;

    public static string? MissingReason(string folder) =>
        Directory.Exists(Path.Combine(Root, folder))
            ? null
            : $"No reference numbers: {Path.Combine(Root, folder)} does not exist. Point GOLDEN_ROOT at a whole golden folder.";

    public static string Folder(string folder) => Path.Combine(Root, folder);

    /// <summary>The case folders below a golden folder, by name.</summary>
    public static IEnumerable<string> Cases(string folder) =>
        Directory.Exists(Folder(folder))
            ? Directory.EnumerateDirectories(Folder(folder)).Order(StringComparer.Ordinal).Select(path => Path.GetFileName(path)!)
            : [];

    public static JsonElement Json(params string[] parts)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine([Root, .. parts])));
        return document.RootElement.Clone();
    }

    /// <summary>The <c>model_type</c> of a case of golden/models; empty where it has no config.json or names none.</summary>
    public static string ModelType(string model) =>
        File.Exists(Path.Combine(Folder("models"), model, "config.json")) && Json("models", model, "config.json").TryGetProperty("model_type", out var type) ? type.GetString() ?? "" : "";

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No repository above {AppContext.BaseDirectory}.");
    }
}

/// <summary>A test that needs reference numbers; skipped, with the reason, only where their folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldenFactAttribute : FactAttribute
{
    public GoldenFactAttribute(string folder) => Skip = Golden.MissingReason(folder);
}

/// <summary>A theory over the cases of a golden folder; skipped, with the reason, only where the folder is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldenTheoryAttribute : TheoryAttribute
{
    /// <param name="modelTypes">Families of models; the theory is skipped where no case of golden/models is one of them. None: any case will do.</param>
    public GoldenTheoryAttribute(string folder, params string[] modelTypes) => Skip = Golden.MissingReason(folder)
        ?? (modelTypes.Length == 0 || Golden.Cases(folder).Select(Golden.ModelType).Intersect(modelTypes, StringComparer.Ordinal).Any()
            ? null
            : $"No case of {Golden.Folder(folder)} is a {string.Join(" or a ", modelTypes)}. Point GOLDEN_ROOT at a whole golden folder.");
}

/// <summary>A test that needs a whole set of reference numbers, not the part that the repository carries.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WholeGoldenFactAttribute : FactAttribute
{
    public WholeGoldenFactAttribute(string folder) => Skip = Golden.MissingReason(folder)
        ?? (Path.GetFullPath(Golden.Root) == Golden.Carried ? "The repository carries only a part of the reference numbers. Point GOLDEN_ROOT at a whole golden folder." : null);
}
