using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>
/// A part of a multimodal model with places where a tuning method may graft its edits: a language model, a vision tower, a connector. Site
/// names are published names within the part.
/// </summary>
public interface IGraftable
{
    /// <summary>The part as a module: its parameters, its state.</summary>
    Module AsModule { get; }

    Device Device { get; }

    /// <summary>Every linear map a method may edit, in order.</summary>
    IEnumerable<LinearSite> LinearSites { get; }

    /// <summary>Every stream a method may edit, in order.</summary>
    IEnumerable<StreamSite> StreamSites { get; }

    void Graft(LinearSite site, LinearEdit edit);

    void Graft(StreamSite site, StreamEdit edit);

    /// <summary>The linear map at a site: its weights can be quantised, and edits that are linear can be merged into them.</summary>
    Projection Map(LinearSite site);
}
