using static TorchSharp.torch;

namespace Steering.Models;

// B batch, T tokens, D width, H heads, S keys.

/// <summary>
/// What an onlooker keeps of a forward pass: the stream [B, T, D] before the first block and after each, the attention weights
/// [B, H, T, S] of each. The tensors belong to the trace (gradients still flow through them) and end with it.
/// </summary>
public sealed class Trace(bool states, bool attentions) : IDisposable
{
    private readonly List<Tensor> _states = [];
    private readonly List<Tensor> _attentions = [];

    /// <summary>Index 0 is the input of the first block, index i the output of block i.</summary>
    public IReadOnlyList<Tensor> States => _states;

    public IReadOnlyList<Tensor> Attentions => _attentions;

    public void AddState(Tensor stream_BTD)
    {
        if (states) _states.Add(stream_BTD.alias().DetachFromDisposeScope());
    }

    public void AddAttention(Tensor weights_BHTS)
    {
        if (attentions) _attentions.Add(weights_BHTS.alias().DetachFromDisposeScope());
    }

    public void Dispose()
    {
        foreach (var tensor in _states.Concat(_attentions)) tensor.Dispose();
        _states.Clear();
        _attentions.Clear();
    }
}
