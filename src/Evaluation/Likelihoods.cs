using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Evaluation;

// B rows, T tokens, M continuation tokens of all rows, V vocabulary.

/// <summary>A text and what might follow it, as token ids.</summary>
public sealed record EncodedContinuation(IReadOnlyList<int> Context, IReadOnlyList<int> Continuation);

/// <summary>
/// Log-likelihoods of given continuations: each is read once behind its context, rows of about one length together, padded at the right; logits
/// are made at the continuations' positions only. A number does not depend on the batch but for rounding.
/// </summary>
/// <param name="batch">Rows read together.</param>
public sealed class Likelihoods(Llava model, int batch)
{
    /// <returns>Sums of log-probabilities over each continuation's tokens, in the order given.</returns>
    /// <exception cref="ArgumentException">A context without tokens, of which nothing could be predicted.</exception>
    public IReadOnlyList<double> Of(IReadOnlyList<EncodedContinuation> rows, Action<double, string>? progress = null, CancellationToken cancel = default)
    {
        if (rows.FirstOrDefault(row => row.Context.Count == 0) is not null) throw new ArgumentException("A continuation has no context: there is no token to predict its first from. Begin the text with one.", nameof(rows));
        model.eval();
        var sums = new double[rows.Count];
        var done = 0;
        foreach (var chunk in rows.Select((row, index) => (Row: row, Index: index)).OrderBy(item => item.Row.Context.Count + item.Row.Continuation.Count).ThenBy(item => item.Index).Chunk(batch))
        {
            cancel.ThrowIfCancellationRequested();
            var found = Read([.. chunk.Select(item => item.Row)]);
            for (var i = 0; i < chunk.Length; i++) sums[chunk[i].Index] = found[i];
            done += chunk.Length;
            progress?.Invoke(done / (double)rows.Count, $"{done}/{rows.Count} continuations");
        }
        return sums;
    }

    private double[] Read(EncodedContinuation[] rows)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var length = rows.Max(row => row.Context.Count + row.Continuation.Count);
        var (ids, labels, real) = (new long[rows.Length, length], new long[rows.Length, length], new bool[rows.Length, length]);
        for (var row = 0; row < rows.Length; row++)
        {
            var (context, continuation) = rows[row];
            for (var t = 0; t < length; t++)
            {
                real[row, t] = t < context.Count + continuation.Count;
                ids[row, t] = !real[row, t] ? 0 : t < context.Count ? context[t] : continuation[t - context.Count];
                labels[row, t] = real[row, t] && t >= context.Count ? ids[row, t] : Llava.Ignore;
            }
        }
        var device = model.Language.Device;
        var real_BT = tensor(real, device: device);
        var layout = new TokenLayout(real_BT, zeros_like(real_BT), [.. Enumerable.Repeat(-1, rows.Length)], [.. Enumerable.Repeat(0, rows.Length)])
        {
            Questions = [.. rows.Select(row => new QuestionSpan(0, row.Context.Count, row.Context.Count))],
        };
        var (logits_MV, targets_M) = model.LabelLogits(new LlavaInput(tensor(ids, device: device), null, layout), tensor(labels, device: device));
        var scores = nn.functional.log_softmax(logits_MV.to_type(ScalarType.Float32), dim: 1).gather(1, targets_M.unsqueeze(1)).flatten().cpu().data<float>().ToArray();
        var at = 0;
        return [.. rows.Select(row => Enumerable.Range(0, row.Continuation.Count).Sum(_ => (double)scores[at++]))];
    }
}
