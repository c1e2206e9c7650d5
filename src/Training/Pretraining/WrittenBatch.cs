using static TorchSharp.torch;

namespace Steering.Training.Pretraining;

// B rows, T positions, V vocabulary, N weighted positions.

/// <summary>One training row for language pretraining: tokens, and in the image slot cells that are bags of tokens.</summary>
/// <param name="Ids">Token ids, the image slot left out.</param>
/// <param name="Weights">Per token, how much predicting it counts; 0 = not at all.</param>
/// <param name="Slot">Index in <paramref name="Ids"/> before which the cells stand.</param>
/// <param name="Cells">Bags of token ids, one per visual token, or empty for plain text.</param>
public sealed record WrittenRow(
    IReadOnlyList<int> Ids, IReadOnlyList<float> Weights, int Slot, IReadOnlyList<IReadOnlyList<int>> Cells)
{
    public int Length => Ids.Count + Cells.Count;
}

/// <summary>
/// A padded batch of written rows. A position's embedding is the sum over its bag, so the whole batch is one matrix of token
/// counts times the embedding table: [B·T, V] × [V, D].
/// </summary>
internal sealed class WrittenBatch
{
    private readonly float[] _counts;
    private readonly int _vocabulary;

    public WrittenBatch(IReadOnlyList<WrittenRow> rows, int vocabulary)
    {
        Rows = rows.Count;
        Length = rows.Max(row => row.Length);
        _vocabulary = vocabulary;
        _counts = new float[Rows * Length * vocabulary];
        for (var b = 0; b < rows.Count; b++) Fill(rows[b], b * Length);
    }

    public int Rows { get; }

    public int Length { get; }

    /// <summary>Flat positions whose next token counts, that token, and its weight.</summary>
    public List<long> Positions { get; } = [];
    public List<long> Targets { get; } = [];
    public List<float> Weights { get; } = [];

    /// <summary>Token counts [B·T, V].</summary>
    public Tensor Counts() => tensor(_counts, [Rows * Length, _vocabulary]);

    private void Fill(WrittenRow row, int start)
    {
        for (var i = 0; i < row.Ids.Count; i++)
        {
            var at = start + i + (i >= row.Slot ? row.Cells.Count : 0);
            _counts[(at * _vocabulary) + row.Ids[i]] += 1;
            // The token before an answer predicts its first token; nothing predicts the first position of a row.
            if (row.Weights[i] > 0 && at > start)
            {
                Positions.Add(at - 1);
                Targets.Add(row.Ids[i]);
                Weights.Add(row.Weights[i]);
            }
        }
        for (var cell = 0; cell < row.Cells.Count; cell++)
        {
            foreach (var token in row.Cells[cell]) _counts[((start + row.Slot + cell) * _vocabulary) + token] += 1;
        }
    }
}
