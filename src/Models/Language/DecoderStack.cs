using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width.

/// <summary>A language model without its head: the part that published files call <c>model</c>. Between two blocks stands whatever steers the stream.</summary>
internal sealed class DecoderStack : Module<Tensor, BlockInput, Tensor>
{
    private readonly TokenTable _tokens;
    private readonly ModuleList<DecoderBlock> _blocks;
    private readonly Module<Tensor, Tensor> _norm;
    private readonly StreamEdits[] _edits;

    public DecoderStack(ILanguageConfig config, Device device)
        : base(nameof(DecoderStack))
    {
        _tokens = new TokenTable(config.Vocabulary, config.Width, device);
        _blocks = new ModuleList<DecoderBlock>([.. Enumerable.Range(0, config.Layers).Select(layer => config.Block(layer, device))]);
        _norm = config.FinalNorm(device);
        _edits = [.. _blocks.Select(block => new StreamEdits(block))];
        register_module("embed_tokens", _tokens);
        register_module("layers", _blocks);
        register_module(config.FinalNormName, _norm);
    }

    public TokenTable Tokens => _tokens;

    public ModuleList<DecoderBlock> Blocks => _blocks;

    public Module<Tensor, Tensor> FinalNorm => _norm;

    /// <summary>The parts are registered above, under their published names; the fields would add them again.</summary>
    protected override void RegisterComponents()
    {
    }

    public override Tensor forward(Tensor h_BTD, BlockInput input)
    {
        var trace = input.Language.Trace;
        trace?.AddState(h_BTD);
        h_BTD = h_BTD.alias();
        for (var layer = 0; layer < _blocks.Count; layer++)
        {
            if (input.Language.CacheOnly && layer == _blocks.Count - 1)
            {
                _blocks[layer].FillCache(h_BTD, input);
                return h_BTD;
            }
            var next_BTD = Advance(layer, h_BTD, input);
            h_BTD.Dispose();
            h_BTD = next_BTD;
            trace?.AddState(h_BTD);
        }
        return h_BTD;
    }

    internal void Graft(int layer, StreamEdit edit) => _edits[layer].Add(edit);

    /// <summary>True if an edit's tokens depend on the question.</summary>
    internal bool ReadsQuestions => Array.Exists(_edits, edits => edits.ReadQuestions);

    private Tensor Advance(int layer, Tensor h_BTD, BlockInput input)
    {
        // A cache or an onlooker would be told everything twice.
        if (!input.Language.Recompute || input.Language.Cache is not null || input.Language.Trace is not null) return Steered(layer, h_BTD, input);
        Tensor[] read = input.Mask is { } mask ? [h_BTD, input.Rotary.Cosine, input.Rotary.Sine, mask] : [h_BTD, input.Rotary.Cosine, input.Rotary.Sine];
        return Recomputation.Of(
            kept => Steered(layer, kept[0], input with { Rotary = new Rotary(kept[1], kept[2], input.Rotary.Rotated), Mask = kept.Count > 3 ? kept[3] : null }),
            read,
            [.. _blocks[layer].parameters().Where(parameter => parameter.requires_grad)]);
    }

    /// <summary>One block and what steers the stream behind it: the unit that a recomputing backward repeats.</summary>
    private Tensor Steered(int layer, Tensor h_BTD, BlockInput input)
    {
        using var scope = NewDisposeScope();
        var next_BTD = _blocks[layer].call(h_BTD, input);
        var steered_BTD = _edits[layer].Apply(next_BTD, input.Language.Layout);
        if (!_edits[layer].IsEmpty) input.Language.Trace?.AddEdit(layer, next_BTD, steered_BTD);
        return steered_BTD.MoveToOuterDisposeScope();
    }
}
