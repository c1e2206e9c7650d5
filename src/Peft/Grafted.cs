using TorchSharp.Modules;

namespace Steering.Peft;

/// <summary>A parameter under the name it has in the adapter file.</summary>
public sealed record Trained(string Name, Parameter Parameter);

/// <summary>What a method trains in one model.</summary>
/// <param name="Method">The method as it was applied.</param>
/// <param name="Language">Trained parameters inside the language model, by name: the TP* column counts these.</param>
/// <param name="Connector">Trained parameters of the connector, by name.</param>
/// <param name="BaseFingerprint">SHA-256 of the language model's own weights before training (empty on the meta device).</param>
public sealed record Grafted(IPeftMethod Method, IReadOnlyList<Trained> Language, IReadOnlyList<Trained> Connector, string BaseFingerprint)
{
    /// <summary>Trained parameters inside the vision tower, by name.</summary>
    public IReadOnlyList<Trained> Vision { get; init; } = [];

    /// <summary>What belongs to the result and is not trained: frozen edits, and a connector's own weights where only its edits are trained.</summary>
    public IReadOnlyList<Trained> Still { get; init; } = [];

    /// <summary>SHA-256 of the vision tower's own weights, where the method is grafted there; else empty.</summary>
    public string VisionFingerprint { get; init; } = "";

    /// <summary>Kind of the connector that goes with it; empty without one.</summary>
    public string ConnectorKind { get; init; } = "";

    /// <summary>The TP* column: trainable parameters of the language model.</summary>
    public long Count => Sum(Language);

    /// <summary>The column beside it.</summary>
    public long ConnectorCount => Sum(Connector);

    public long VisionCount => Sum(Vision);

    /// <summary>What is trained at the method's rate; the connector may have a rate of its own.</summary>
    public IReadOnlyList<Trained> Own => Vision.Count == 0 ? Language : [.. Language, .. Vision];

    /// <summary>All that is trained.</summary>
    public IEnumerable<Trained> All => Language.Concat(Connector).Concat(Vision);

    private static long Sum(IReadOnlyList<Trained> trained) => trained.Sum(one => one.Parameter.numel());
}
