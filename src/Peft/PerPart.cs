namespace Steering.Peft;

/// <summary>
/// A method for each part of a multimodal model, as the Factory's three tune types say it: LoRA on the vision tower, the connector frozen, the
/// language model partly trained. Null is the paper's way: the language model and the vision tower stay frozen, the connector is trained whole.
/// </summary>
public sealed record PerPart(IPeftMethod? Language = null, IPeftMethod? Connector = null, IPeftMethod? Vision = null) : IPeftMethod
{
    public string Name => string.Join(", ", new[] { ("", Language), ("connector ", Connector), ("vision ", Vision) }
        .Where(part => part.Item2 is not null).Select(part => part.Item1 + part.Item2?.Name));

    public string Positions => Language?.Positions ?? "";

    public IPeftMethod? Within(ModelPart part) => part switch
    {
        ModelPart.Language => Language,
        ModelPart.Connector => Connector,
        _ => Vision,
    };
}
