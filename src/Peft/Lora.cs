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
/// <param name="Targets">Which maps (<see cref="TargetNames"/>).</param>
public sealed record Lora(int Rank, double Alpha, double Dropout, string Targets = TargetNames.All) : IPeftMethod, IPeftLibraryMethod
{
    public static string PeftType => "LORA";

    public string Name => "LoRA";

    public LinearEdit? EditLinear(LinearSite site)
    {
        if (Rank < 1) throw new ArgumentException($"LoRA's rank is {Rank}; it must be at least 1.", nameof(site));
        return TargetNames.Contain(Targets, site) ? new LoraEdit(this, site) : null;
    }

    public static IPeftMethod FromPeft(JsonFields config)
    {
        config.RequireAbsentOrFalse("use_dora");
        config.RequireAbsentOrFalse("use_rslora");
        config.RequireAbsentOrFalse("fan_in_fan_out");
        foreach (var name in new[] { "rank_pattern", "alpha_pattern", "layers_to_transform", "layer_replication", "modules_to_save" }) config.RequireEmpty(name);
        if (config.Text("bias", "none") is not "none" and var bias) throw new InvalidDataException($"{config.Source}: bias is '{bias}'; LoRA trains no bias here.");
        return new Lora(config.Whole("r"), config.Number("lora_alpha"), config.Number("lora_dropout", 0), TargetNames.Join(config.Texts("target_modules")));
    }

    public IReadOnlyDictionary<string, object?> ToPeft(IReadOnlyList<LinearSite> sites) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["alpha_pattern"] = new Dictionary<string, object?>(),
        ["bias"] = "none",
        ["fan_in_fan_out"] = false,
        ["init_lora_weights"] = true,
        ["layer_replication"] = null,
        ["layers_pattern"] = null,
        ["layers_to_transform"] = null,
        ["loftq_config"] = new Dictionary<string, object?>(),
        ["lora_alpha"] = Alpha,
        ["lora_dropout"] = Dropout,
        ["megatron_config"] = null,
        ["megatron_core"] = "megatron.core",
        ["r"] = Rank,
        ["rank_pattern"] = new Dictionary<string, object?>(),
        ["target_modules"] = TargetNames.List(Targets, sites),
        ["use_dora"] = false,
        ["use_rslora"] = false,
    };
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

    public override bool CanMerge => true;

    public override Tensor forward(Tensor x, Projection linear)
    {
        using var scope = NewDisposeScope();
        var seen = training && _dropout > 0 ? functional.dropout(x, _dropout, training: true) : x;
        return linear.Below(this, x).add_(_up.call(_down.call(seen)), _scale).MoveToOuterDisposeScope();
    }

    /// <summary>W' = W + (α/r) B A.</summary>
    public override void MergeInto(Projection map) => map.Weight.add_(matmul(_up.Weight, _down.Weight), _scale);
}
