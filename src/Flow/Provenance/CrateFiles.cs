using System.Globalization;

namespace Steering.Flow;

/// <summary>
/// Files and folders of a crate. What lies in the crate's folder is named by its path; any other file by its digest (RFC 6920), for it may be
/// anywhere or evicted; any other folder by a UUID made of its tree's digest.
/// </summary>
internal sealed class CrateFiles(CrateEntities entities, FlowContext context, string place)
{
    private static readonly Dictionary<string, string> Formats = new(StringComparer.Ordinal)
    {
        [".csv"] = "text/csv",
        [".md"] = "text/markdown",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json",
        [".jsonl"] = "application/jsonl",
        [".txt"] = "text/plain",
        [".parquet"] = "application/vnd.apache.parquet",
        [".png"] = "image/png",
        [".html"] = "text/html",
    };

    /// <summary>An output of a run.</summary>
    public string Output(string label, ManifestOutput output) => output.IsFolder
        ? Folder(output.Place ?? $"{label}/{output.Name}", output.Digest, output.Place, output.Bytes)
        : File(output.Place ?? $"{label}/{output.Name}", output.Digest, output.Place, output.Bytes);

    /// <summary>A source as a run read it, or an export as a person had edited it.</summary>
    public string Kept(IArtifact artifact, string digest)
    {
        var path = Path.Combine(context.Root, artifact.Place!);   // what is kept has a place
        return artifact.Meaning is null && System.IO.File.Exists(path) ? File(artifact.Place!, digest, artifact.Place, bytes: null) : Folder(artifact.Place!, digest, artifact.Place, bytes: null);
    }

    private string File(string name, string digest, string? at, long? bytes) => entities.Add(
        Within(at) ?? "ni:///sha-256;" + Base64Url(digest), "File",
        ("name", name), ("sha256", digest), ("contentSize", bytes?.ToString(CultureInfo.InvariantCulture)), ("encodingFormat", Formats.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream")));

    private string Folder(string name, string digest, string? at, long? bytes) => entities.Add(
        Within(at) is { } inside ? inside + "/" : "urn:uuid:" + Uuid(digest), "Dataset",
        ("name", name), ("description", $"Folder whose tree of names and SHA-256 digests has the digest {digest}."), ("identifier", digest), ("contentSize", bytes?.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The path from the crate's folder, as a URI; null for what lies elsewhere.</summary>
    private string? Within(string? at) => at is not null && at.StartsWith(place + "/", StringComparison.Ordinal) ? string.Join('/', at[(place.Length + 1)..].Split('/').Select(Uri.EscapeDataString)) : null;

    private static string Base64Url(string digest) => Convert.ToBase64String(Convert.FromHexString(digest)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Version 8 (RFC 9562): the first bits of the digest.</summary>
    private static string Uuid(string digest) => $"{digest[..8]}-{digest[8..12]}-8{digest[13..16]}-a{digest[17..20]}-{digest[20..32]}";
}
