using static TorchSharp.torch;

namespace Steering.Models;

// N images, C channels, H × W pixels, V visual tokens, D width.

/// <summary>
/// A family of vision towers: the shape of one of its members, as config.json says it. <see cref="VisionTowers"/> finds the family.
/// </summary>
public interface IVisionConfig
{
    /// <summary>What messages call such a tower: "a SigLIP vision tower".</summary>
    string Title { get; }

    /// <summary>Width of a visual token.</summary>
    int Width { get; }

    int Layers { get; }

    /// <summary>Image side in pixels.</summary>
    int ImageSize { get; }

    /// <summary>Visual tokens of one image, as LLaVA reads them.</summary>
    int Tokens { get; }

    /// <summary>True if a class token stands before the patches; it is no visual token.</summary>
    bool HasClassToken => false;

    /// <summary>A tower without weights, for <see cref="VisionTowers"/> to fill; on the meta device it has shapes and no memory.</summary>
    IVisionTower Build(Device device);

    /// <summary>Writes the config.json that <see cref="VisionTowers.ReadConfig"/> reads back equal.</summary>
    void Write(string path);
}

/// <summary>A vision tower: pixels in, the visual tokens of LLaVA out. Its parameters carry the published names.</summary>
public interface IVisionTower : IGraftable, IDisposable
{
    IVisionConfig Config { get; }

    /// <summary>
    /// What LLaVA reads: the state behind block <paramref name="state"/> counted from the end (−2: hidden_states[-2], the last block is not
    /// computed), patches only, without a norm: [N, V, D].
    /// </summary>
    Tensor Features(Tensor pixels_NCHW, int state = VisionTowers.LlavaSelect);

    /// <summary>Writes config.json and model.safetensors, as <see cref="VisionTowers.Load"/> reads them.</summary>
    void Save(string folder);
}
