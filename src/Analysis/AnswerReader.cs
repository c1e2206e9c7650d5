using Steering.Data;
using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Analysis;

/// <summary>What was seen of one answer.</summary>
/// <param name="Attention">Layer by layer.</param>
public sealed record SeenAnswer(IReadOnlyList<LayerAttention> Attention, IReadOnlyList<LayerNumbers> Numbers);

/// <summary>Lets a model read a prompt with its answer as one sequence, and once more with every editor off where editors moved a token.</summary>
/// <param name="model">In eval mode.</param>
public sealed class AnswerReader(Llava model, Collator collator, IPictureTable pictures)
{
    /// <param name="row">A conversation of one exchange that ends with the answer, whose tokens are its labels.</param>
    public SeenAnswer Read(TrainingRow row)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var batch = collator.Collate([row], pictures);
        var input = new LlavaInput(batch.Ids_BT, batch.Features_NVC, batch.Layout) { Pixels_NCHW = batch.Pixels_NCHW };
        var spans = Spans(row, batch.Layout);
        var (attention, steered) = Look(input, spans);
        var isSteered = steered.Any(norms => norms.Before.Count > 0);
        var unedited = isSteered ? Look(input with { Layout = input.Layout with { Chosen = new TokenChoice([]) } }, spans).Attention : null;
        return new SeenAnswer(attention, [.. attention.Select((layer, index) => LayerNumbers.Of(layer, unedited?[index], steered[index]))]);
    }

    private (IReadOnlyList<LayerAttention> Attention, IReadOnlyList<SteeredNorms> Steered) Look(LlavaInput input, TokenSpans spans)
    {
        using var probe = new AttentionProbe(spans);
        using var read = model.call(input with { Trace = probe.Trace });
        return (probe.Attention, probe.Steered);
    }

    private static TokenSpans Spans(TrainingRow row, TokenLayout layout)
    {
        var labels = row.Conversation.IsLabel;
        var widened = layout.VisualCount[0] - 1;   // the picture was one slot
        var first = labels.TakeWhile(isLabel => !isLabel).Count();
        return new TokenSpans(layout.VisualStart[0], layout.VisualStart[0] + layout.VisualCount[0], first + widened, labels.Count + widened).Checked();
    }
}
