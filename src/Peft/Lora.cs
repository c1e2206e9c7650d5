using Steering.Models;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Peft;

// x [.., In], y [.., Out], r rank.

/// <summary>
/// LoRA (Hu et al. 2021, arXiv 2106.09685, eq. 3): y = W x + b + (α/r) B A dropout(x) on every linear map of the blocks, A [r, In] drawn as
/// torch's linear weights, B [Out, r] zero, so that training starts at the frozen model. The paper's table uses r = 128, α = 256, dropout 0.05.
/// </summary>
/// <param name="Rank">r.</param>
/// <param name="Alpha">α.</param>
/// <param name="Dropout">On the input of A; active in training only.</param>
/// <param name="Targets"><c>all</c> maps of the blocks, or their published short names joined by commas: <c>q_proj,v_proj</c>.</param>
public sealed record Lora(int Rank, double Alpha, double Dropout, string Targets = "all") : IPeftMethod
{
    public string Name => "LoRA";

    public LinearEdit? EditLinear(LinearSite site)
    {
        if (Rank < 1) throw new ArgumentException($"LoRA's rank is {Rank}; it must be at least 1.", nameof(site));
        var shortName = site.Name[(site.Name.LastIndexOf('.') + 1)..];
        return Targets == "all" || Targets.Split(',').Contains(shortName, StringComparer.Ordinal) ? new LoraEdit(this, site) : null;
    }
}

internal sealed class LoraEdit : LinearEdit
{
    [ComponentName(Name = "lora_A")] private readonly Projection _down;
    [ComponentName(Name = "lora_B")] private readonly Projection _up;
    private readonly double _scale;
    private readonly double _dropout;

    public LoraEdit(Lora method, LinearSite site)
        : base(nameof(Lora))
    {
        _scale = method.Alpha / method.Rank;
        _dropout = method.Dropout;
        _down = new Projection(site.Inputs, method.Rank, site.Device, bias: false);
        _up = new Projection(method.Rank, site.Outputs, site.Device, bias: false);
        Weights.Uniform(_down.Weight, 1 / Math.Sqrt(site.Inputs));
        Weights.Uniform(_up.Weight, 0);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Projection linear)
    {
        using var scope = NewDisposeScope();
        var seen = training && _dropout > 0 ? functional.dropout(x, _dropout, training: true) : x;
        return linear.Plain(x).add_(_up.call(_down.call(seen)), _scale).MoveToOuterDisposeScope();
    }
}
