using Steering.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// N images, S tokens in the stream, D width.

/// <summary>The blocks of a vision tower, under their published name, and what steers the stream between them.</summary>
internal sealed class VisionEncoder : Module<Tensor, Tensor>
{
    [ComponentName(Name = "layers")] private readonly ModuleList<VisionBlock> _blocks;
    private readonly StreamEdits[] _edits;
    private readonly VisionShape _shape;
    private readonly Device _device;
    private bool _isSteered;

    public VisionEncoder(VisionShape shape, Func<Tensor, Tensor> activation, Device device)
        : base(nameof(VisionEncoder))
    {
        (_shape, _device) = (shape, device);
        _blocks = new ModuleList<VisionBlock>([.. Enumerable.Range(0, shape.Layers).Select(_ => new VisionBlock(shape, activation, device))]);
        _edits = [.. _blocks.Select(block => new StreamEdits(block))];
        RegisterComponents();
    }

    public override Tensor forward(Tensor h_NSD) => Run(h_NSD, _shape.Layers, trace: null);

    /// <summary>The first <paramref name="layers"/> blocks.</summary>
    internal Tensor Run(Tensor h_NSD, int layers, Trace? trace)
    {
        using var scope = NewDisposeScope();
        var layout = _isSteered ? TokenLayout.AllVisual(h_NSD.size(0), h_NSD.size(1), _device) : null;   // the class token too
        trace?.AddState(h_NSD);
        h_NSD = h_NSD.alias();
        for (var layer = 0; layer < layers; layer++)
        {
            h_NSD = _edits[layer].Apply(_blocks[layer].call(h_NSD, trace), layout);
            trace?.AddState(h_NSD);
        }
        return h_NSD.MoveToOuterDisposeScope();
    }

    /// <summary>The maps of all blocks, with names below <paramref name="root"/>.</summary>
    internal IEnumerable<MapPlace> Places(string root) =>
        from layer in Enumerable.Range(0, _shape.Layers)
        from map in _blocks[layer].Maps
        select MapPlace.Of(map.Below($"{root}.layers.{layer}"), layer, _device);

    internal IEnumerable<StreamSite> StreamSites(string root) =>
        Enumerable.Range(0, _shape.Layers).Select(layer => new StreamSite($"{root}.layers.{layer}", layer, _shape.Layers, _shape.Width, _device));

    internal void Graft(int layer, StreamEdit edit)
    {
        _edits[layer].Add(edit);
        _isSteered = true;
    }
}
