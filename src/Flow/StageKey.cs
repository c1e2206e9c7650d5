using System.Security.Cryptography;
using System.Text;

namespace Steering.Flow;

/// <summary>One input as a key sees it: what it is called among its producer's outputs, and its digest. No path, no producer.</summary>
public sealed record KeyInput(string Name, string Digest);

/// <summary>
/// Everything a stage's result depends on. The key is the SHA-256 of its canonical text; inputs enter by the digest of their content,
/// so a stage that reruns to the same bytes stops there (early cut-off). Path, host, user and clock are not in it.
/// </summary>
/// <param name="Schema">Version of this record's meaning; separate from any program version.</param>
/// <param name="Machine">Threads, device class and world size where they change the numbers, else null. A data type is a parameter.</param>
public sealed record StageKey(
    int Schema, string Stage, int Version, string Params, IReadOnlyList<KeyInput> Inputs, IReadOnlyList<string> Outputs, string Code, string? Machine)
{
    public const int CurrentSchema = 2;

    /// <summary>64 hexadecimal digits.</summary>
    public string Hash() => Sha256(Canonical.Text(this));

    public static StageKey Of(StageNode node, IReadOnlyList<string> inputDigests, CodePrint code, string device)
    {
        return new StageKey(
            CurrentSchema, node.StageType, node.Stage.Version, node.Params,
            [.. node.Inputs.Zip(inputDigests, (input, digest) => new KeyInput(input.Producer is null ? "source" : input.Artifact.FileName, digest))],
            node.OutputNames, code.Digest,
            MachineOf(node, device));
    }

    /// <summary>What of the machine changes the stage's numbers: threads, device class, and how many processors share the work; null where nothing does.</summary>
    internal static string? MachineOf(StageNode node, string device)
    {
        var needs = node.Stage.Needs;
        if (!needs.NumbersDependOnMachine) return null;
        var where = $"{needs.Cores} threads, {needs.DeviceIn(device)}";
        return needs.Gpus > 0 ? $"{where}, world size {needs.Gpus}" : where;
    }

    internal static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
