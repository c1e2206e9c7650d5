using static TorchSharp.torch;

namespace Steering.Models;

// B batch, T tokens, D width, H heads, S keys.

/// <summary>
/// What an onlooker keeps of a forward pass: the stream [B, T, D] before the first block and after each, the attention weights
/// [B, H, T, S] of each, or what is wanted of them. The tensors belong to the trace (gradients still flow through them) and end with it.
/// </summary>
public sealed class Trace(bool states, bool attentions) : IDisposable
{
    private readonly List<Tensor> _states = [];
    private readonly List<Tensor> _attentions = [];
    private readonly Dictionary<int, Tensor> _edits = [];

    /// <summary>What is kept of a block's weights [B, H, T, S] while they are at hand; null keeps them whole.</summary>
    public Func<Tensor, Tensor>? OfWeights { get; init; }

    /// <summary>What is kept of a stream that editors moved: it before and behind them, [B, T, D] each. Null keeps nothing.</summary>
    public Func<Tensor, Tensor, Tensor>? OfEdits { get; init; }

    /// <summary>Index 0 is the input of the first block, index i the output of block i.</summary>
    public IReadOnlyList<Tensor> States => _states;

    public IReadOnlyList<Tensor> Attentions => _attentions;

    /// <summary>What was kept of the edits, by block; a block without editors has none.</summary>
    public IReadOnlyDictionary<int, Tensor> Edits => _edits;

    public void AddState(Tensor stream_BTD)
    {
        if (states) _states.Add(stream_BTD.alias().DetachFromDisposeScope());
    }

    public void AddAttention(Tensor weights_BHTS)
    {
        if (!attentions) return;
        using var scope = NewDisposeScope();
        _attentions.Add((OfWeights is null ? weights_BHTS.alias() : OfWeights(weights_BHTS)).DetachFromDisposeScope());
    }

    public void AddEdit(int block, Tensor before_BTD, Tensor after_BTD)
    {
        if (OfEdits is null) return;
        using var scope = NewDisposeScope();
        _edits[block] = OfEdits(before_BTD, after_BTD).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in _states.Concat(_attentions).Concat(_edits.Values)) tensor.Dispose();
        _states.Clear();
        _attentions.Clear();
        _edits.Clear();
    }
}
