namespace Steering.Peft;

/// <summary>What a method trains in one model.</summary>
/// <param name="Method">The method as it was applied.</param>
/// <param name="Language">Trained parameters inside the language model, by name: the TP* column counts these.</param>
/// <param name="Connector">Trained parameters of the connector, by name.</param>
/// <param name="BaseFingerprint">SHA-256 of the language model's own weights before training (empty on the meta device).</param>
public sealed record Grafted(IPeftMethod Method, IReadOnlyList<Trained> Language, IReadOnlyList<Trained> Connector, string BaseFingerprint)
{
    /// <summary>The TP* column: trainable parameters of the language model.</summary>
    public long Count => Language.Sum(trained => trained.Parameter.numel());

    /// <summary>The column beside it.</summary>
    public long ConnectorCount => Connector.Sum(trained => trained.Parameter.numel());

    public IEnumerable<Trained> All => Language.Concat(Connector);
}
