using Steering.Models;

namespace Steering.Peft;

/// <summary>
/// A recipe that says, for each site of a frozen backbone, what small module may be trained there. Null means frozen: the trainable set of
/// the language model is exactly what the method returned. Methods are records, so that equal methods are equal runs.
/// </summary>
public interface IPeftMethod
{
    /// <summary>As the paper prints it.</summary>
    string Name { get; }

    /// <summary>What is grafted onto a linear map of a block (LoRA, OFT, IA3, Adapter).</summary>
    LinearEdit? EditLinear(LinearSite site) => null;

    /// <summary>What is grafted onto the stream behind a block (MoReS, MRT).</summary>
    StreamEdit? EditStream(StreamSite site) => null;

    /// <summary>True for a parameter of the backbone, by its published name, that is trained itself (full tuning).</summary>
    bool Unfreezes(string parameter) => false;
}
