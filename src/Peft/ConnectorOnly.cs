namespace Steering.Peft;

/// <summary>The control row: nothing in the language model is trained, the connector alone, as beside every other method.</summary>
public sealed record ConnectorOnly : IPeftMethod
{
    public string Name => "Connector only";
}
