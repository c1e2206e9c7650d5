using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>
/// A small trainable module grafted onto a frozen linear map. It is called instead of the map, with the map's input and the map itself, so
/// it may change the input, the output or both.
/// </summary>
public abstract class LinearEdit(string name) : Module<Tensor, Projection, Tensor>(name);
