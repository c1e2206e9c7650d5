using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>The residual stream behind a block: attention and feed-forward are added, nothing has read it yet.</summary>
/// <param name="Name">The block's published name.</param>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Layers">How many blocks there are.</param>
/// <param name="Width">Width of the stream.</param>
/// <param name="Device">Where an edit's weights must be.</param>
public sealed record StreamSite(string Name, int Layer, int Layers, long Width, Device Device);
