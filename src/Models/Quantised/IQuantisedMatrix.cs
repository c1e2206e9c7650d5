using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>A frozen weight matrix kept in few bits. It owns its tensors.</summary>
public interface IQuantisedMatrix : IDisposable
{
    /// <summary>The matrix [Out, In] in fp32, made anew for every product; the caller owns it.</summary>
    Tensor Restore();

    /// <summary>What it occupies, scales included.</summary>
    long Bytes { get; }
}
