namespace Steering.Flow;

/// <summary>
/// A key over a stage's whole ancestry: its own type, version, params, outputs, code and machine, and of each input the producer's deep key,
/// or the digest of a source. It is known for a whole graph without one object being there, and so finds a finished table where nothing of
/// what led to it is at hand. The shallow key (<see cref="StageKey"/>) is over the inputs' bytes and stops reruns from spreading; where the
/// two disagree, because a changed ancestor gave the same bytes, the shallow one is right and the deep one is learnt anew.
/// </summary>
internal static class DeepKey
{
    private const string Schema = "deep 1";

    /// <param name="inputs">One text for each input, made by <see cref="OfOutput"/> or <see cref="OfBytes"/>.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(StageNode node, IEnumerable<string> inputs, CodePrint code, string device) =>
        StageKey.Sha256(string.Join('\n', [Schema, node.OwnDigest, code.Digest, StageKey.MachineOf(node, device) ?? "any machine", .. inputs]));

    /// <summary>An input as the output of a producer.</summary>
    public static string OfOutput(string producer, string fileName) => $"output {producer} {fileName}";

    /// <summary>An input that counts by its bytes: a source, or (under its name) an export that a person edited.</summary>
    public static string OfBytes(string digest, string name = "source") => $"bytes {name} {digest}";
}
