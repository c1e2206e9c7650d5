using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Analysis;

// B batch (here 1), H heads, T tokens, S keys, D width, Q answer positions.

/// <summary>Norms of the tokens that one layer's editors moved.</summary>
/// <param name="Before">What the block gave.</param>
/// <param name="After">What the next one reads, token by token as <paramref name="Before"/>.</param>
public sealed record SteeredNorms(IReadOnlyList<float> Before, IReadOnlyList<float> After)
{
    /// <summary>No token was moved.</summary>
    public static SteeredNorms None { get; } = new([], []);

    public int Grown => Before.Zip(After).Count(pair => pair.Second > pair.First);
}

/// <summary>
/// Looks on while a model reads one sequence, and keeps of each layer only what the answer's rows attend to, the heads' mean [Q, S]: the whole
/// weights [H, T, S] never exist for more than one layer. Hand <see cref="Trace"/> to the pass, then read.
/// </summary>
/// <param name="spans">The sequence's parts. It is read alone, without padding.</param>
public sealed class AttentionProbe(TokenSpans spans) : IDisposable
{
    private readonly TokenSpans _spans = spans.Checked();

    public Trace Trace { get; } = new(states: false, attentions: true) { OfWeights = weights => AnswerRows(weights, spans), OfEdits = Norms };

    /// <summary>What the answer attended to, layer by layer.</summary>
    public IReadOnlyList<LayerAttention> Attention => [.. Trace.Attentions.Select(rows_QS => new LayerAttention(_spans, Values(rows_QS)))];

    /// <summary>Norms of steered tokens, layer by layer; none in a layer without editors.</summary>
    public IReadOnlyList<SteeredNorms> Steered => [.. Enumerable.Range(0, Trace.Attentions.Count).Select(layer => Trace.Edits.TryGetValue(layer, out var norms) ? Moved(norms) : SteeredNorms.None)];

    public void Dispose() => Trace.Dispose();

    private static Tensor AnswerRows(Tensor weights_BHTS, TokenSpans spans)
    {
        if (weights_BHTS.size(0) != 1 || weights_BHTS.size(2) < spans.End || weights_BHTS.size(2) != weights_BHTS.size(3))
        {
            throw new ArgumentException($"The weights are [{string.Join(", ", weights_BHTS.shape)}]; one whole sequence of at least {spans.End} tokens is looked at. Read it alone and without a cache.");
        }
        return weights_BHTS[0].narrow(1, spans.Answer, spans.End - spans.Answer).narrow(2, 0, spans.End).mean([0]);
    }

    /// <summary>[3, T]: norms before and after, and whether the token was moved.</summary>
    private static Tensor Norms(Tensor before_BTD, Tensor after_BTD) => stack(
        [before_BTD[0].to_type(ScalarType.Float32).norm(dim: 1), after_BTD[0].to_type(ScalarType.Float32).norm(dim: 1), before_BTD[0].ne(after_BTD[0]).any(dim: 1).to_type(ScalarType.Float32)]);

    private static SteeredNorms Moved(Tensor norms_3T)
    {
        var (values, tokens) = (Values(norms_3T), (int)norms_3T.size(1));
        var moved = Enumerable.Range(0, tokens).Where(token => values[(2 * tokens) + token] > 0).ToList();
        return new SteeredNorms([.. moved.Select(token => values[token])], [.. moved.Select(token => values[tokens + token])]);
    }

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var values = tensor.detach().cpu().contiguous().data<float>();
        return values.ToArray();
    }
}
