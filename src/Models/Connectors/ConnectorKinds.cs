namespace Steering.Models;

/// <summary>The families of connectors that are built here, by the text that names one with the paper's numbers.</summary>
public static class ConnectorKinds
{
    /// <summary>An MLP of any depth is one family.</summary>
    public static IReadOnlyList<string> All => ["linear", "mlp2x_gelu", "mof_mlp", "resampler", "qformer"];
}
