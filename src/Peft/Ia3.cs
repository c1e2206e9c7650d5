using Steering.Models;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Steering.Peft;

// x [.., In], y [.., Out].

/// <summary>
/// (IA)³ (Liu et al. 2022, arXiv 2205.05638): y = l ⊙ (W x + b) on keys and values, y = W (l ⊙ x) + b on the last map of the feed-forward;
/// l is one at the start.
/// </summary>
/// <param name="Outputs">Maps whose output is scaled (<see cref="TargetNames"/>).</param>
/// <param name="Inputs">Maps whose input is scaled.</param>
public sealed record Ia3(string Outputs = "k_proj,v_proj", string Inputs = "fc2,down_proj") : IPeftMethod, IPeftLibraryMethod
{
    public static string PeftType => "IA3";

    public string Name => "IA3";

    public LinearEdit? EditLinear(LinearSite site)
    {
        if (TargetNames.Contain(Inputs, site)) return new Ia3Edit(site, onInput: true);
        return TargetNames.Contain(Outputs, site) ? new Ia3Edit(site, onInput: false) : null;
    }

    public static IPeftMethod FromPeft(JsonFields config)
    {
        config.RequireAbsentOrFalse("fan_in_fan_out");
        config.RequireEmpty("modules_to_save");
        var inputs = config.Texts("feedforward_modules");
        return new Ia3(TargetNames.Join(config.Texts("target_modules").Except(inputs, StringComparer.Ordinal)), TargetNames.Join(inputs));
    }

    public IReadOnlyDictionary<string, object?> ToPeft(IReadOnlyList<LinearSite> sites)
    {
        var inputs = sites.Where(site => TargetNames.Contain(Inputs, site)).Select(site => site.ShortName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["fan_in_fan_out"] = false,
            ["feedforward_modules"] = inputs,
            ["init_ia3_weights"] = true,
            ["target_modules"] = TargetNames.List(Outputs, sites).Concat(inputs).Order(StringComparer.Ordinal).ToList(),
        };
    }
}

internal sealed class Ia3Edit : LinearEdit
{
    [ComponentName(Name = "ia3_l")] private readonly Parameter _scale;   // [Out, 1] or [1, In], as published
    private readonly bool _onInput;

    public Ia3Edit(LinearSite site, bool onInput)
        : base(nameof(Ia3))
    {
        _onInput = onInput;
        _scale = Weights.Fresh(onInput ? [1, site.Inputs] : [site.Outputs, 1], site.Device);
        Weights.Fill(_scale, 1);
        RegisterComponents();
    }

    public override bool CanMerge => true;

    public override Tensor forward(Tensor x, Projection linear)
    {
        using var scope = NewDisposeScope();
        var scale = _scale.flatten();
        return (_onInput ? linear.Below(this, x * scale) : linear.Below(this, x) * scale).MoveToOuterDisposeScope();
    }

    /// <summary>Columns of W scaled, or rows of W and b.</summary>
    public override void MergeInto(Projection map)
    {
        map.Weight.mul_(_scale);
        if (!_onInput) map.Bias?.mul_(_scale.flatten());
    }
}
