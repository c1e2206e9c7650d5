using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width.

/// <summary>One block of a decoder: stream [B, T, D] in, stream out. What steers the stream behind it is the stack's affair.</summary>
internal abstract class DecoderBlock(string name) : Module<Tensor, BlockInput, Tensor>(name)
{
    /// <summary>Fills this block's part of the cache and computes nothing else.</summary>
    internal abstract void FillCache(Tensor h_BTD, BlockInput input);

    /// <summary>The linear maps by their published names within the block.</summary>
    internal abstract IEnumerable<NamedMap> Maps { get; }
}

/// <summary>A linear map, its published name within its block and what it does there.</summary>
internal sealed record NamedMap(string Name, LinearRole Role, Projection Map)
{
    public NamedMap Below(string prefix) => this with { Name = $"{prefix}.{Name}" };
}
