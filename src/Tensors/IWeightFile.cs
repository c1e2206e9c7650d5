using static TorchSharp.torch;

namespace Steering.Tensors;

/// <summary>An open file of named tensors, whatever its container: names and shapes are known, each tensor is read when it is asked for.</summary>
public interface IWeightFile : IDisposable
{
    /// <summary>What was opened; error messages begin with it.</summary>
    string Path { get; }

    /// <summary>All tensor names.</summary>
    IReadOnlyList<string> Names { get; }

    bool Contains(string name);

    IReadOnlyList<long> Shape(string name);

    /// <summary>The stored element type as the container writes it: F32, BF16 …</summary>
    string TypeName(string name);

    /// <summary>Reads one tensor; the caller (or the caller's dispose scope) owns it.</summary>
    /// <param name="name">A name from <see cref="Names"/>.</param>
    /// <param name="dtype">The element type wanted; null keeps the file's.</param>
    /// <param name="device">Where to put it; null is the CPU.</param>
    Tensor Load(string name, ScalarType? dtype = null, Device? device = null);
}
