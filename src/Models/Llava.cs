using Steering.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens (visual ones included), D width, N images, V visual tokens, C vision width, M label positions.

/// <summary>
/// A language model that reads visual tokens (Liu et al. 2023, arXiv 2304.08485): features pass the connector and take the place of the
/// image slot among the word embeddings. A frozen vision tower need not be part of it: its features are computed once and cached. One that is
/// tuned is, and reads pixels.
/// </summary>
public sealed class Llava : Module<LlavaInput, Tensor>
{
    /// <summary>The label of a position that is not learnt.</summary>
    public const long Ignore = -100;

    [ComponentName(Name = "language_model")] private readonly CausalLanguageModel _language;
    [ComponentName(Name = "connector")] private readonly Connector _connector;
    [ComponentName(Name = "vision_tower")] private readonly IVisionTower? _vision;

    public Llava(CausalLanguageModel language, Connector connector, IVisionTower? vision = null)
        : base(nameof(Llava))
    {
        if (connector.Width != language.Config.Width)
        {
            throw new ArgumentException($"The connector ends in width {connector.Width}, the language model has {language.Config.Width}. Build it for this model.", nameof(connector));
        }
        _language = language;
        _connector = connector;
        _vision = vision;
        RegisterComponents();
    }

    public CausalLanguageModel Language => _language;

    public Connector Connector => _connector;

    /// <summary>The vision tower, where the model has it with it.</summary>
    public IVisionTower? Vision => _vision;

    /// <summary>
    /// Training mode for all parts, save that batch norms keep to the averages they were pretrained with: batches of a tuning run are small, and
    /// a frozen tower must give in training what it gives afterwards.
    /// </summary>
    public override void train(bool train = true)
    {
        base.train(train);
        foreach (var norm in modules().OfType<BatchNorm>()) norm.eval();
    }

    /// <returns>The stream behind the last block [B, T, D], before the final norm.</returns>
    public override Tensor forward(LlavaInput input)
    {
        using var scope = NewDisposeScope();
        var embeddings_BTD = Embed(input);
        var read = new LanguageInput(embeddings_BTD) { Layout = input.Layout, Recompute = input.Recompute, Trace = input.Trace };
        return _language.call(read).MoveToOuterDisposeScope();
    }

    /// <summary>Word embeddings with the connector's output spliced in at the visual positions, [B, T, D].</summary>
    public Tensor Embed(LlavaInput input)
    {
        using var scope = NewDisposeScope();
        var words_BTD = _language.Tokens.call(input.Ids_BT);
        if (!input.Layout.HasImages) return words_BTD.MoveToOuterDisposeScope();
        var features_NVC = input.Features_NVC ?? See(input);
        var visual_MD = (input.Layout.ChosenInPictures() is { } chosen ? _connector.Steer(features_NVC, chosen) : _connector.call(features_NVC)).flatten(0, 1);
        var places_M = VisualPlaces(input.Layout, input.Ids_BT.size(1), words_BTD.device);
        if (places_M.size(0) != visual_MD.size(0))
        {
            throw new ArgumentException($"The layout has {places_M.size(0)} visual positions, the features fill {visual_MD.size(0)}.", nameof(input));
        }
        return words_BTD.flatten(0, 1).index_copy(0, places_M, visual_MD).view(words_BTD.shape).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Scores only where something is learnt. Position t predicts label t + 1: the one place where labels are shifted.
    /// </summary>
    /// <returns>Logits [M, vocabulary] and targets int64 [M].</returns>
    public (Tensor Logits_MV, Tensor Targets_M) LabelLogits(LlavaInput input, Tensor labels_BT)
    {
        using var scope = NewDisposeScope();
        var h_BTD = call(input);
        var (chosen, targets) = AtLabels(h_BTD, labels_BT);
        var logits = _language.Logits(chosen);
        return (logits.MoveToOuterDisposeScope(), targets.MoveToOuterDisposeScope());
    }

    /// <summary>Sum of the cross-entropy over the label positions (divide by their number of the whole step), and that number.</summary>
    public (Tensor Sum, long Labels) Loss(LlavaInput input, Tensor labels_BT)
    {
        using var scope = NewDisposeScope();
        var (logits, targets) = LabelLogits(input, labels_BT);
        var sum = functional.cross_entropy(logits, targets, reduction: Reduction.Sum);
        return (sum.MoveToOuterDisposeScope(), targets.size(0));
    }

    /// <summary>The states that predict a label, and those labels: [M, D] and int64 [M].</summary>
    public static (Tensor States_MD, Tensor Targets_M) AtLabels(Tensor h_BTD, Tensor labels_BT)
    {
        using var scope = NewDisposeScope();
        var last = labels_BT.size(1) - 1;
        var next = labels_BT.narrow(1, 1, last).flatten();
        var places_M = next.ne(Ignore).nonzero().flatten();
        var states_MD = h_BTD.narrow(1, 0, last).reshape(-1, h_BTD.size(2)).index_select(0, places_M);
        return (states_MD.MoveToOuterDisposeScope(), next.index_select(0, places_M).MoveToOuterDisposeScope());
    }

    private Tensor See(LlavaInput input)
    {
        if (input.Pixels_NCHW is null) throw new ArgumentException("The layout has visual tokens but the batch has neither features nor pixels.", nameof(input));
        if (_vision is null) throw new ArgumentException("The batch has pixels, but this model has no vision tower with it. Give it one, or the tower's features.", nameof(input));
        return _vision.Features(input.Pixels_NCHW);
    }

    private static Tensor VisualPlaces(TokenLayout layout, long tokens, Device device)
    {
        var places = new List<long>();
        for (var row = 0; row < layout.Rows; row++)
        {
            for (var i = 0; i < layout.VisualCount[row]; i++) places.Add((row * tokens) + layout.VisualStart[row] + i);
        }
        return tensor(places.ToArray(), device: device);
    }
}
