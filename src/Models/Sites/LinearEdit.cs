using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>
/// A small trainable module grafted onto a frozen linear map. It is called instead of the map, with the map's input and the map itself, so
/// it may change the input, the output or both; what lies under it is <see cref="Projection.Below"/>.
/// </summary>
public abstract class LinearEdit(string name) : Module<Tensor, Projection, Tensor>(name)
{
    /// <summary>True if the edited map is again a linear map.</summary>
    public virtual bool CanMerge => false;

    /// <summary>Writes the edit into the map's W and b, so that the map alone computes what both did.</summary>
    public virtual void MergeInto(Projection map) => throw new NotSupportedException($"{GetName()} cannot be merged into the weights: it is not linear.");
}
