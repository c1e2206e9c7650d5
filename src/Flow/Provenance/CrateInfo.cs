namespace Steering.Flow;

/// <summary>What a crate says that no run knows.</summary>
/// <param name="Name">Title of the result.</param>
/// <param name="Place">Repository-relative folder of the crate; files in it are named by their paths, all others by their digests.</param>
/// <param name="Licence">Address of the licence, e.g. at spdx.org.</param>
/// <param name="Authors">Whose the program is, as its licence says.</param>
/// <param name="Program">Name of the program that ran the stages.</param>
/// <param name="Describe">What stages of a type do, in a sentence; null where nobody said.</param>
public sealed record CrateInfo(string Name, string Description, string Place, string Licence, string LicenceName, string Authors, string Program, Func<Type, string?> Describe);

/// <summary>A crate: the files to write into its folder.</summary>
/// <param name="Metadata">ro-crate-metadata.json.</param>
/// <param name="Workflow">workflow.json, the graph as it was declared.</param>
public sealed record Crate(string Metadata, string Workflow)
{
    public const string MetadataName = "ro-crate-metadata.json";
    public const string WorkflowName = "workflow.json";
}
