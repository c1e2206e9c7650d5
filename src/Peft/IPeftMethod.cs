using Steering.Models;

namespace Steering.Peft;

/// <summary>
/// A recipe that says, for each site of a frozen backbone, what small module may be trained there. Null means frozen: the trainable set is
/// exactly what the method returned. Methods are records, so that equal methods are equal runs.
/// </summary>
public interface IPeftMethod
{
    /// <summary>As the paper prints it.</summary>
    string Name { get; }

    /// <summary>What is grafted onto a linear map of a block (LoRA, OFT, IA3, Adapter).</summary>
    LinearEdit? EditLinear(LinearSite site) => null;

    /// <summary>What is grafted onto the stream behind a block (MoReS, MRT).</summary>
    StreamEdit? EditStream(StreamSite site) => null;

    /// <summary>True for a parameter of the backbone, by its published name, that is trained itself (full and partial tuning).</summary>
    bool Unfreezes(string parameter) => false;

    /// <summary>The few bits in which a linear map's frozen weights are kept while it is tuned; null keeps them as they are.</summary>
    QuantisedForm? Keeps(LinearSite site) => null;

    /// <summary>The methods this one is made of, in the order in which they are grafted; itself, unless it is several.</summary>
    IReadOnlyList<IPeftMethod> Members => [this];

    /// <summary>
    /// What is done in one part of a multimodal model. Null is the paper's way beside every method: the connector is trained whole, the vision
    /// tower stays frozen.
    /// </summary>
    IPeftMethod? Within(ModelPart part) => part == ModelPart.Language ? this : null;

    /// <summary>Which visual tokens are edited, as <see cref="VisualPositions"/> writes it; empty for a method that edits none.</summary>
    string Positions => "";
}

/// <summary>The parts of a multimodal model.</summary>
public enum ModelPart
{
    Language,
    Connector,
    Vision,
}
