using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>What a linear map does inside its block.</summary>
public enum LinearRole
{
    Query,
    Key,
    Value,
    AttentionOutput,
    FeedForwardGate,
    FeedForwardIn,
    FeedForwardOut,
}

/// <summary>A linear map of a block that a method may edit.</summary>
/// <param name="Name">Its published name, without <c>.weight</c>.</param>
/// <param name="Layer">Its block, from 0.</param>
/// <param name="Role">What it does there.</param>
/// <param name="Inputs">Width of its input.</param>
/// <param name="Outputs">Width of its output.</param>
/// <param name="Device">Where its weights are and an edit's must be.</param>
public sealed record LinearSite(string Name, int Layer, LinearRole Role, long Inputs, long Outputs, Device Device);
