using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft;

// N images, V visual tokens, C tower width.

/// <summary>
/// Where the program that was released with the paper departs from the paper, as switches: all off unless somebody asks. They change what is
/// put into the model and never the model: which features, and which positions are named as steered.
/// </summary>
public sealed record Quirks
{
    /// <summary>The paper.</summary>
    public static Quirks None { get; } = new();

    /// <summary>The released program, as checkpoints trained by it need it.</summary>
    public static Quirks AsReleased { get; } = new() { DropsFirstPatch = true, CountsTokens = true };

    /// <summary>True drops the first token of every tower. SigLIP has no class token, so its first patch is lost: 728 of 729.</summary>
    public bool DropsFirstPatch { get; init; }

    /// <summary>True steers where token counts point to (<see cref="ReleasedSteering"/>), in text-only rows too.</summary>
    public bool CountsTokens { get; init; }

    /// <summary>What the connector reads of pictures: [N, V, C].</summary>
    public Tensor Features(IVisionTower tower, Tensor pixels_NCHW)
    {
        using var scope = NewDisposeScope();
        var features_NVC = tower.Features(pixels_NCHW);
        if (DropsFirstPatch && !tower.Config.HasClassToken) features_NVC = features_NVC.narrow(1, 1, features_NVC.size(1) - 1);
        return features_NVC.MoveToOuterDisposeScope();
    }

    /// <summary>What tells the encoder of conversations the steered positions; null leaves them to the method's rule.</summary>
    public Func<TokenCounts, IReadOnlyList<IReadOnlyList<int>>>? Positions(ReleasedSteering steering) => CountsTokens ? steering.Choose : null;

    /// <summary>The same for MRT's program: its positions differ between training and answering.</summary>
    public Func<TokenCounts, IReadOnlyList<IReadOnlyList<int>>>? Positions(ReleasedEnds ends) => CountsTokens ? ends.Choose : null;
}
