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

    /// <summary>A map outside of blocks: the connector's.</summary>
    Other,
}

/// <summary>A linear map of a block that a method may edit.</summary>
/// <param name="Name">Its published name, without <c>.weight</c>.</param>
/// <param name="Layer">Its block, from 0.</param>
/// <param name="Role">What it does there.</param>
/// <param name="Inputs">Width of its input.</param>
/// <param name="Outputs">Width of its output.</param>
/// <param name="Device">Where its weights are and an edit's must be.</param>
public sealed record LinearSite(string Name, int Layer, LinearRole Role, long Inputs, long Outputs, Device Device)
{
    /// <summary>The last part of the name, as configurations list it: <c>q_proj</c>.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];
}

/// <summary>A site and the map that stands there.</summary>
internal sealed record MapPlace(LinearSite Site, Projection Map)
{
    public static MapPlace Of(NamedMap map, int layer, Device device) =>
        new(new LinearSite(map.Name, layer, map.Role, map.Map.Inputs, map.Map.Outputs, device), map.Map);

    public static Projection Find(IEnumerable<MapPlace> places, LinearSite site) =>
        places.FirstOrDefault(place => place.Site.Name == site.Name)?.Map
        ?? throw new ArgumentException($"There is no linear map '{site.Name}' in this part of the model.", nameof(site));
}
