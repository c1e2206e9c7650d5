namespace Steering.Analysis;

// Q answer positions, S keys.

/// <summary>What the positions of one answer attend to in one layer: weights [Q, S], the heads' mean. Each row sums to 1, what comes later weighs 0.</summary>
public sealed class LayerAttention
{
    private readonly float[] _weights_QS;

    /// <param name="spans">Where the parts stand; Q is the answer's length and S its end.</param>
    /// <param name="weights_QS">Row by row.</param>
    public LayerAttention(TokenSpans spans, float[] weights_QS)
    {
        Spans = spans.Checked();
        if (weights_QS.Length != Queries * spans.End)
        {
            throw new ArgumentException($"{Queries} answer positions over {spans.End} keys have {Queries * spans.End} weights, these are {weights_QS.Length}.", nameof(weights_QS));
        }
        _weights_QS = weights_QS;
    }

    public TokenSpans Spans { get; }

    /// <summary>Q.</summary>
    public int Queries => Spans.End - Spans.Answer;

    /// <summary>Attention mass on a part of the context, mean over the answer's positions: the four parts sum to 1 (allocation, Chen et al. 2024).</summary>
    public double Share(Modality part) => Mean([Spans.Of(part)], perKey: false);

    /// <summary>Mass on each visual token, mean over the answer's positions.</summary>
    public float[] Picture()
    {
        var (start, end) = Spans.Of(Modality.Visual);
        return [.. Enumerable.Range(start, end - start).Select(key => (float)Enumerable.Range(0, Queries).Average(query => (double)At(query, key)))];
    }

    /// <summary>What one of the answer's positions gives each of the S keys.</summary>
    public ReadOnlySpan<float> Row(int query) => _weights_QS.AsSpan(query * Spans.End, Spans.End);

    /// <summary>Mean over the answer's positions of the mass on the given stretches, or of its mean over those of their keys that the position sees.</summary>
    internal double Mean(IReadOnlyList<(int Start, int End)> stretches, bool perKey)
    {
        var total = 0.0;
        for (var query = 0; query < Queries; query++)
        {
            var (sum, keys) = (0.0, 0);
            foreach (var (start, end) in stretches)
            {
                for (var key = start; key < Math.Min(end, Spans.Answer + query + 1); key++, keys++) sum += At(query, key);
            }
            total += perKey ? sum / keys : sum;
        }
        return total / Queries;
    }

    private float At(int query, int key) => _weights_QS[(query * Spans.End) + key];
}
