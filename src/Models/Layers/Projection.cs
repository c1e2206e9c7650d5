using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// x [..., In], y [..., Out].

/// <summary>
/// The linear map y = x Wᵀ + b of a backbone, with one place where tuning methods may graft their edits. Weights carry the published
/// names <c>weight</c> and <c>bias</c>. A frozen W may be kept in few bits instead.
/// </summary>
public sealed class Projection : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly List<LinearEdit> _edits = [];
    private IQuantisedMatrix? _quantised;

    public Projection(long inputs, long outputs, Device device, bool bias = true)
        : base(nameof(Projection))
    {
        Inputs = inputs;
        Outputs = outputs;
        _weight = Weights.Fresh([outputs, inputs], device);
        _bias = bias ? Weights.Fresh([outputs], device) : null;
        RegisterComponents();
    }

    /// <summary>In.</summary>
    public long Inputs { get; }

    /// <summary>Out.</summary>
    public long Outputs { get; }

    /// <summary>W [Out, In].</summary>
    /// <exception cref="InvalidOperationException">W is quantised: there is nothing to train or to read.</exception>
    public Parameter Weight => _quantised is null ? _weight : throw new InvalidOperationException("The weights of this linear map are quantised; restore them before you read them.");

    /// <summary>b [Out], or null for a map without one.</summary>
    public Parameter? Bias => _bias;

    public bool IsQuantised => _quantised is not null;

    /// <summary>Grafts a method's edit here; from now on every call goes through it. A second edit sees the first one's result as its map.</summary>
    public void Graft(LinearEdit edit)
    {
        register_module(Weights.EditNumber(_edits.Count), edit);
        _edits.Add(edit);
    }

    /// <summary>Keeps W in the given form from now on and frees its full precision.</summary>
    public void Quantise(QuantisedForm form)
    {
        if (IsQuantised) throw new InvalidOperationException("The weights of this linear map are quantised already.");
        if (_weight.requires_grad) throw new InvalidOperationException("Weights that are trained cannot be quantised.");
        if (_weight.device.type == DeviceType.META) return;   // shapes only: nothing to encode
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        _quantised = form.Encode(_weight.detach());
        _weight.set_(empty(0, dtype: _weight.dtype, device: _weight.device));
    }

    /// <summary>Folds grafted edits into W and b, the lowest first, and takes them away, up to the first that is not linear in the map.</summary>
    /// <returns>How many were folded in.</returns>
    public int Merge()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var merged = 0;
        while (merged < _edits.Count && _edits[merged].CanMerge)
        {
            if (merged == 0) Restore();
            _edits[merged++].MergeInto(this);
        }
        for (var i = 0; i < _edits.Count; i++) register_module(Weights.EditNumber(i), null!);   // null takes a name away
        foreach (var edit in _edits.Take(merged)) edit.Dispose();
        _edits.RemoveRange(0, merged);
        for (var i = 0; i < _edits.Count; i++) register_module(Weights.EditNumber(i), _edits[i]);
        return merged;
    }

    /// <summary>The frozen map alone.</summary>
    public Tensor Plain(Tensor x) => _quantised is null ? functional.linear(x, _weight, _bias) : QuantisedProduct.Of(x, _quantised, _bias);

    /// <summary>The map that lies below an edit: the frozen one, with the edits that were grafted before it.</summary>
    public Tensor Below(LinearEdit edit, Tensor x) => Through(_edits.IndexOf(edit), x);

    public override Tensor forward(Tensor x) => Through(_edits.Count, x);

    private Tensor Through(int edits, Tensor x) => edits == 0 ? Plain(x) : _edits[edits - 1].call(x, this);

    private void Restore()
    {
        if (_quantised is null) return;
        _weight.set_(_quantised.Restore());
        _quantised.Dispose();
        _quantised = null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _quantised?.Dispose();
        base.Dispose(disposing);
    }
}
