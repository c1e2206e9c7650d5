using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// x [..., In], y [..., Out].

/// <summary>
/// The linear map y = x Wᵀ + b of a backbone, with one place where a tuning method may graft its edit. Weights carry the published
/// names <c>weight</c> and <c>bias</c>.
/// </summary>
public sealed class Projection : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private LinearEdit? _edit;

    public Projection(long inputs, long outputs, Device device, bool bias = true)
        : base(nameof(Projection))
    {
        _weight = Weights.Fresh([outputs, inputs], device);
        _bias = bias ? Weights.Fresh([outputs], device) : null;
        RegisterComponents();
    }

    /// <summary>W [Out, In].</summary>
    public Parameter Weight => _weight;

    /// <summary>b [Out], or null for a map without one.</summary>
    public Parameter? Bias => _bias;

    /// <summary>Grafts a method's edit here; from now on every call goes through it.</summary>
    /// <exception cref="InvalidOperationException">Something is grafted already: two methods cannot share a place.</exception>
    public void Graft(LinearEdit edit)
    {
        if (_edit is not null) throw new InvalidOperationException($"This linear map already carries {_edit.GetName()}; apply {edit.GetName()} to a fresh model.");
        _edit = edit;
        register_module(Weights.EditName, edit);
    }

    /// <summary>The frozen map alone, as an edit sees it.</summary>
    public Tensor Plain(Tensor x) => functional.linear(x, _weight, _bias);

    public override Tensor forward(Tensor x) => _edit is null ? Plain(x) : _edit.call(x, this);
}
