using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width, V vocabulary.

/// <summary>The token embeddings: one learned row of width D for every entry of the vocabulary.</summary>
public sealed class TokenTable : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;

    public TokenTable(long entries, long width, Device device)
        : base(nameof(TokenTable))
    {
        _weight = Weights.Fresh([entries, width], device);
        RegisterComponents();
    }

    /// <summary>[V, D].</summary>
    public Parameter Weight => _weight;

    /// <param name="ids">Token ids int64 of any shape.</param>
    /// <returns>Their rows, shape [.., D].</returns>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return _weight.index_select(0, ids.flatten()).view([.. ids.shape, _weight.size(1)]).MoveToOuterDisposeScope();
    }
}
