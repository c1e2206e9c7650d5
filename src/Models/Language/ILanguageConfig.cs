using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>
/// A family of language models: the shape of one of its members, as config.json says it, and the parts that differ from family to family.
/// Everything else (<see cref="CausalLanguageModel"/>) is the same for all. One record, one file; <see cref="LanguageConfigs"/> finds it.
/// </summary>
public interface ILanguageConfig
{
    /// <summary>What messages call such a model: "a Phi language model".</summary>
    string Title { get; }

    /// <summary>Width of the stream.</summary>
    int Width { get; }

    int Layers { get; }

    int Heads { get; }

    int Vocabulary { get; }

    /// <summary>Longest sequence.</summary>
    int Positions { get; }

    /// <summary>True if the head is the token table itself and has no parameters of its own.</summary>
    bool TiesHead { get; }

    /// <summary>True if the head has a bias.</summary>
    bool HeadHasBias { get; }

    /// <summary>Published name of the norm behind the last block.</summary>
    string FinalNormName { get; }

    /// <summary>Writes the config.json that <see cref="LanguageConfigs.Read"/> reads back equal.</summary>
    void Write(string path);

    /// <summary>Throws, naming <paramref name="source"/>, unless the numbers fit each other; returns itself.</summary>
    ILanguageConfig Checked(string source);

    internal RotaryTable Rotary(Device device);

    internal DecoderBlock Block(int layer, Device device);

    internal Module<Tensor, Tensor> FinalNorm(Device device);
}
