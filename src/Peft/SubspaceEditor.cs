using Steering.Models;
using Steering.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Peft;

// B batch, T tokens, D width, r rank, M steered tokens.

/// <summary>How a subspace edit is built.</summary>
/// <param name="Title">What messages and the module call it.</param>
/// <param name="Rank">r.</param>
/// <param name="IsOrthogonal">True: R's rows are orthonormal. False: raw is used as it is.</param>
internal sealed record SubspaceForm(string Title, int Rank, bool IsOrthogonal = true)
{
    /// <summary>Share of the steered state that training drops, the state itself included.</summary>
    public double StateDropout { get; init; }

    /// <summary>Share of the move alone that training drops.</summary>
    public double MoveDropout { get; init; }

    /// <summary>True if <see cref="TokenRule"/> looks at the question.</summary>
    public bool ReadsQuestions { get; init; }

    /// <summary>Which entry of a <see cref="TokenChoice"/> is this edit's.</summary>
    public int Group { get; init; }
}

/// <summary>Positions of the sequence that an edit moves in a row.</summary>
internal delegate IEnumerable<int> TokenRule(TokenLayout layout, int row);

/// <summary>
/// Moves chosen tokens inside a learned subspace (ReFT, Wu et al. 2024, arXiv 2404.03592, eq. 2): h' = h + Rᵀ(W h + b − R h). Inside the
/// subspace the state is replaced by W h + b, its complement stays. Computed in fp32.
/// </summary>
internal sealed class SubspaceEditor : StreamEdit
{
    [ComponentName(Name = "raw")] private readonly Parameter _raw;          // [D, r]; its orthonormal columns are Rᵀ
    [ComponentName(Name = "weight")] private readonly Parameter _weight;    // W [r, D]
    [ComponentName(Name = "bias")] private readonly Parameter _bias;        // b [r]
    private readonly SubspaceForm _form;
    private readonly TokenRule _rule;

    public SubspaceEditor(SubspaceForm form, StreamSite site, TokenRule rule)
        : base(form.Title)
    {
        if (form.Rank < 1 || form.Rank > site.Width)
        {
            throw new ArgumentException($"{form.Title}: rank {form.Rank} does not fit a stream of width {site.Width}; choose 1 to {site.Width}.", nameof(form));
        }
        (_form, _rule) = (form, rule);
        _raw = Weights.Fresh([site.Width, form.Rank], site.Device);
        _weight = Weights.Fresh([form.Rank, site.Width], site.Device);
        _bias = Weights.Fresh([form.Rank], site.Device);
        var bound = 1 / Math.Sqrt(site.Width);
        if (form.IsOrthogonal) Orthogonal.Initialise(_raw);
        else Weights.Uniform(_raw, bound);
        Weights.Uniform(_weight, bound);
        Weights.Uniform(_bias, bound);
        RegisterComponents();
    }

    public override bool ReadsQuestions => _form.ReadsQuestions;

    public override Tensor forward(Tensor h_BTD, TokenLayout layout)
    {
        using var scope = NewDisposeScope();
        if (Places(layout, h_BTD) is not { } places_M) return h_BTD.alias().MoveToOuterDisposeScope();
        var flat_ND = h_BTD.flatten(0, 1);
        var state_MD = flat_ND.index_select(0, places_M).to_type(ScalarType.Float32);
        var basis_Dr = _form.IsOrthogonal ? Orthogonal.Columns(_raw) : _raw;
        var difference_Mr = functional.linear(state_MD, _weight, _bias) - matmul(state_MD, basis_Dr);
        var move_MD = matmul(difference_Mr, basis_Dr.t());
        if (training && _form.MoveDropout > 0) move_MD = functional.dropout(move_MD, _form.MoveDropout, training: true);
        var steered_MD = state_MD + move_MD;
        if (training && _form.StateDropout > 0) steered_MD = functional.dropout(steered_MD, _form.StateDropout, training: true);
        return flat_ND.index_copy(0, places_M, steered_MD.to_type(h_BTD.dtype)).view(h_BTD.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Places of the flat stream [B · T] that are at hand and steered; null where there is none.</summary>
    private Tensor? Places(TokenLayout layout, Tensor h_BTD)
    {
        var tokens = h_BTD.size(1);
        var places = new List<long>();
        for (var row = 0; row < layout.Rows; row++)
        {
            foreach (var position in layout.Chosen?.Of(_form.Group, row) ?? _rule(layout, row))
            {
                var here = position - layout.Offset;
                if (here >= 0 && here < tokens) places.Add((row * tokens) + here);
            }
        }
        return places.Count == 0 ? null : tensor(places.ToArray(), device: h_BTD.device);
    }
}
