using Steering.Models;
using Steering.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Peft;

// B batch, T tokens, D width, r rank, M steered tokens.

/// <summary>
/// MoReS (Bi et al. 2024, arXiv 2412.12359): moves visual tokens inside a learned subspace, h' = h + Rᵀ(W h + b − R h), on the stream
/// behind every chosen block; rows of R [r, D] orthonormal. Printed eq. 3 omits the residual h that figure 3 and the released code have;
/// W and R share one R, as the printed parameter counts demand. Inside the subspace the state is replaced by W h + b, its complement stays,
/// text tokens and text-only rows are not touched. Not the identity at the start, as released.
/// </summary>
/// <param name="Rank">r: 1 is MoReS-B, 2 MoReS-L, 4 MoReS-H.</param>
/// <param name="Positions">Which visual tokens move (<see cref="VisualPositions"/>); the released scripts all say f4+l5.</param>
/// <param name="Dropout">On the whole steered state, as released; active in training only.</param>
/// <param name="Layers">Which blocks (<see cref="LayerChoice"/>). The last block's editor never gets a gradient: nothing reads visual tokens behind it.</param>
public sealed record MoReS(int Rank, string Positions = "f4+l5", double Dropout = 0.05, string Layers = "all") : IPeftMethod
{
    public string Name => Rank switch { 1 => "MoReS-B", 2 => "MoReS-L", 4 => "MoReS-H", _ => $"MoReS r={Rank}" };

    public StreamEdit? EditStream(StreamSite site)
    {
        VisualPositions.Check(Positions);
        return LayerChoice.Contains(Layers, site.Layer, site.Layers) ? new MoReSEdit(this, site) : null;
    }
}

internal sealed class MoReSEdit : StreamEdit
{
    [ComponentName(Name = "raw")] private readonly Parameter _raw;          // [D, r]; its orthonormal columns are Rᵀ
    [ComponentName(Name = "weight")] private readonly Parameter _weight;    // W [r, D]
    [ComponentName(Name = "bias")] private readonly Parameter _bias;        // b [r]
    private readonly string _positions;
    private readonly double _dropout;

    public MoReSEdit(MoReS method, StreamSite site)
        : base(method.Name)
    {
        if (method.Rank < 1 || method.Rank > site.Width)
        {
            throw new ArgumentException($"{method.Name}: rank {method.Rank} does not fit a stream of width {site.Width}; choose 1 to {site.Width}.", nameof(method));
        }
        _positions = method.Positions;
        _dropout = method.Dropout;
        _raw = Weights.Fresh([site.Width, method.Rank], site.Device);
        _weight = Weights.Fresh([method.Rank, site.Width], site.Device);
        _bias = Weights.Fresh([method.Rank], site.Device);
        Orthogonal.Initialise(_raw);
        Weights.Uniform(_weight, 1 / Math.Sqrt(site.Width));
        Weights.Uniform(_bias, 1 / Math.Sqrt(site.Width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor h_BTD, TokenLayout layout)
    {
        using var scope = NewDisposeScope();
        if (Places(layout, h_BTD) is not { } places_M) return h_BTD.alias().MoveToOuterDisposeScope();
        var flat_ND = h_BTD.flatten(0, 1);
        var state_MD = flat_ND.index_select(0, places_M).to_type(ScalarType.Float32);
        var basis_Dr = Orthogonal.Columns(_raw);
        var move_Mr = functional.linear(state_MD, _weight, _bias) - matmul(state_MD, basis_Dr);
        var steered_MD = state_MD + matmul(move_Mr, basis_Dr.t());
        if (training && _dropout > 0) steered_MD = functional.dropout(steered_MD, _dropout, training: true);
        return flat_ND.index_copy(0, places_M, steered_MD.to_type(h_BTD.dtype)).view(h_BTD.shape).MoveToOuterDisposeScope();
    }

    private Tensor? Places(TokenLayout layout, Tensor h_BTD)
    {
        var places = new List<long>();
        for (var row = 0; row < layout.Rows; row++)
        {
            if (layout.VisualCount[row] == 0) continue;
            foreach (var offset in VisualPositions.Choose(_positions, layout.VisualCount[row]))
            {
                places.Add((row * h_BTD.size(1)) + layout.VisualStart[row] + offset);
            }
        }
        return places.Count == 0 ? null : tensor(places.ToArray(), device: h_BTD.device);
    }
}
