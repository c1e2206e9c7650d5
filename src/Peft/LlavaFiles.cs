using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Peft;

/// <summary>The files that a multimodal model is put together from.</summary>
/// <param name="Language">Folder of the language model: config.json and model.safetensors.</param>
/// <param name="Connector">Kind of connector, e.g. mlp2x_gelu.</param>
/// <param name="Vision">Folder of the vision tower, for a model that reads pixels; null for one that reads cached features.</param>
public sealed record LlavaFiles(string Language, string Connector, string? Vision = null)
{
    /// <summary>Where the model computes; files know no device.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>A model whose connector is drawn by the seed.</summary>
    /// <param name="visionWidth">Width of a visual feature before the connector.</param>
    public Llava Build(int visionWidth, long seed)
    {
        var language = CausalLanguageModel.Load(Language, Device);
        var connector = Models.Connector.Untrained(Connector, visionWidth, language.Config.Width, seed, Device);
        return new Llava(language, connector, Vision is null ? null : VisionTowers.Load(Vision, Device));
    }

    /// <summary>A model with the weights of an adapter file, grafts included: an aligned connector, or a whole tuned model.</summary>
    /// <param name="method">What the file was trained by.</param>
    public Llava Load(string adapter, IPeftMethod method, int visionWidth)
    {
        var model = Build(visionWidth, seed: 0);
        AdapterFile.Load(adapter, model, method);
        return model;
    }
}
