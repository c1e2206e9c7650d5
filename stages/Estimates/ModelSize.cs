using Steering.Models;
using Steering.Peft;

namespace Steering.Stages;

/// <summary>Counts that a zoo's estimates rest on; shapes alone, on the meta device.</summary>
public sealed class ModelSize
{
    private readonly ILanguageConfig _language;
    private readonly IVisionConfig _vision;
    private readonly string _connector;
    private readonly Dictionary<IPeftMethod, TrainableCount> _trained = [];

    public ModelSize(ILanguageConfig language, IVisionConfig vision, string connector)
    {
        (_language, _vision, _connector) = (language, vision, connector);
        using var model = CausalLanguageModel.OnMeta(language);
        using var tower = VisionTowers.OnMeta(vision).AsModule;
        using var between = Connector.OnMeta(connector, vision.Width, language.Width);
        Language = model.parameters().Sum(parameter => parameter.numel());
        Vision = tower.parameters().Sum(parameter => parameter.numel());
        Between = between.parameters().Sum(parameter => parameter.numel());
        Dense = Language - ((long)language.Vocabulary * language.Width);   // looking a token up multiplies nothing
    }

    public long Language { get; }

    public long Vision { get; }

    public long Between { get; }

    /// <summary>Parameters of the language model that every token is multiplied by.</summary>
    public long Dense { get; }

    public long All => Language + Vision + Between;

    /// <summary>Visual tokens of one picture.</summary>
    public int VisualTokens => _vision.Tokens;

    public int Layers => _language.Layers;

    public int Width => _language.Width;

    public int Vocabulary => _language.Vocabulary;

    public TrainableCount TrainedBy(IPeftMethod method)
    {
        if (!_trained.TryGetValue(method, out var known)) _trained[method] = known = TrainableCount.Of(_language, _connector, _vision, method);
        return known;
    }
}
