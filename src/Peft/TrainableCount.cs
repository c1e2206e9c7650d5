using Steering.Models;

namespace Steering.Peft;

/// <summary>How many parameters a method trains in each part of a model; the paper's TP* column is the language model's.</summary>
public sealed record TrainableCount(long Language, long Connector, long Vision)
{
    /// <summary>Counts on the meta device: a model of any size, no memory.</summary>
    public static long Of(ILanguageConfig language, IPeftMethod method)
    {
        using var model = CausalLanguageModel.OnMeta(language);
        return Grafting.Apply(model, method, seed: 0).Count;
    }

    /// <summary>The same for a multimodal model; the features' width is the tower's.</summary>
    public static TrainableCount Of(ILanguageConfig language, string connector, IVisionConfig vision, IPeftMethod method)
    {
        using var tower = VisionTowers.OnMeta(vision);
        using var model = new Llava(CausalLanguageModel.OnMeta(language), Models.Connector.OnMeta(connector, vision.Width, language.Width), tower);
        var grafted = Grafting.Apply(model, method, seed: 0);
        return new TrainableCount(grafted.Count, grafted.ConnectorCount, grafted.VisionCount);
    }
}
