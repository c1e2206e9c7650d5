using Steering.Models;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Steering.Peft;

// x [.., In], y [.., Out], N rows of y, r blocks, c block width (r c ≥ Out).

/// <summary>
/// Orthogonal fine-tuning (Qiu et al. 2023, arXiv 2306.07280) as peft 0.10 builds it: y = (W x) Q + b with a block-diagonal rotation
/// Q = (I − S)(I + S)⁻¹ (Cayley), S = ½ (X − Xᵀ), X [r, c, c] zero at the start. It turns the output of a map; the bias is not turned.
/// The paper's: 16 blocks on queries, keys and values. X is counted whole, as the paper does, though S has c (c − 1) / 2 degrees of freedom a block.
/// </summary>
/// <param name="Blocks">r.</param>
/// <param name="Targets">Which maps (<see cref="TargetNames"/>).</param>
public sealed record Oft(int Blocks = 16, string Targets = "q_proj,k_proj,v_proj") : IPeftMethod, IPeftLibraryMethod
{
    public static string PeftType => "OFT";

    public string Name => "OFT";

    public LinearEdit? EditLinear(LinearSite site)
    {
        if (Blocks < 1) throw new ArgumentException($"OFT has {Blocks} blocks; it needs at least 1.", nameof(site));
        return TargetNames.Contain(Targets, site) ? new OftEdit(this, site) : null;
    }

    public static IPeftMethod FromPeft(JsonFields config)
    {
        config.RequireAbsentOrFalse("coft");
        config.RequireAbsentOrFalse("block_share");
        foreach (var name in new[] { "rank_pattern", "alpha_pattern", "layers_to_transform", "modules_to_save" }) config.RequireEmpty(name);
        return new Oft(config.Whole("r"), TargetNames.Join(config.Texts("target_modules")));
    }

    public IReadOnlyDictionary<string, object?> ToPeft(IReadOnlyList<LinearSite> sites) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["alpha_pattern"] = new Dictionary<string, object?>(),
        ["block_share"] = false,
        ["coft"] = false,
        ["eps"] = 6e-5,
        ["init_weights"] = true,
        ["layers_pattern"] = null,
        ["layers_to_transform"] = null,
        ["module_dropout"] = 0.0,
        ["r"] = Blocks,
        ["rank_pattern"] = new Dictionary<string, object?>(),
        ["target_modules"] = TargetNames.List(Targets, sites),
    };
}

internal sealed class OftEdit : LinearEdit
{
    [ComponentName(Name = "oft_r")] private readonly Parameter _raw;   // X [r, c, c]

    public OftEdit(Oft method, LinearSite site)
        : base(nameof(Oft))
    {
        var width = (site.Outputs + method.Blocks - 1) / method.Blocks;
        _raw = Weights.Fresh([method.Blocks, width, width], site.Device);
        Weights.Fill(_raw, 0);
        RegisterComponents();
    }

    public override bool CanMerge => true;

    public override Tensor forward(Tensor x, Projection linear)
    {
        using var scope = NewDisposeScope();
        var y = linear.Below(this, x);
        var bias = linear.Bias?.detach();
        if (bias is not null) y = y - bias;
        y = Turn(y);
        return (bias is null ? y : y + bias).MoveToOuterDisposeScope();
    }

    /// <summary>W' = Qᵀ W.</summary>
    public override void MergeInto(Projection map) => map.Weight.copy_(Turn(map.Weight.t()).t());

    /// <summary>Rows times the block-diagonal Q; what fills up the last block is cut off again.</summary>
    private Tensor Turn(Tensor y)
    {
        var (blocks, width) = (_raw.size(0), _raw.size(1));
        var flat_NO = y.reshape(-1, y.size(-1));
        var missing = (blocks * width) - flat_NO.size(1);
        var whole = missing == 0 ? flat_NO : cat([flat_NO, zeros(flat_NO.size(0), missing, dtype: y.dtype, device: y.device)], 1);
        var turned_rNc = whole.view(-1, blocks, width).transpose(0, 1).bmm(Rotation().to_type(y.dtype));
        return turned_rNc.transpose(0, 1).reshape(-1, blocks * width).narrow(1, 0, flat_NO.size(1)).reshape(y.shape);
    }

    private Tensor Rotation()
    {
        var skew = (_raw - _raw.transpose(1, 2)) * 0.5;
        var one = eye(_raw.size(1), device: _raw.device);
        // (I + S)⁻¹ and (I − S) commute.
        return linalg.solve(one + skew, one - skew);
    }
}
