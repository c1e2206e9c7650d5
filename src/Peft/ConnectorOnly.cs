using Steering.Models;

namespace Steering.Peft;

/// <summary>The control row: nothing in the language model is trained, the connector alone, as beside every other method.</summary>
public sealed record ConnectorOnly : IPeftMethod
{
    public string Name => "Connector only";
}

/// <summary>Alignment (LLaVA's stage 1): the connector is trained and nothing else.</summary>
public static class ConnectorTraining
{
    /// <summary>What an aligned connector's adapter file says it was trained by.</summary>
    public static IPeftMethod Method { get; } = new ConnectorOnly();

    public static Grafted Graft(Llava model, long seed) => Grafting.Apply(model, Method, seed);
}
