using Steering.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// B batch, T tokens, D width.

/// <summary>What methods grafted onto one stream: none, one, or several that act one behind the other in the order they came.</summary>
/// <param name="owner">The module that the stream leaves; the edits hang below it.</param>
internal sealed class StreamEdits(Module owner)
{
    private readonly List<StreamEdit> _edits = [];

    public bool IsEmpty => _edits.Count == 0;

    /// <summary>True if an edit's tokens depend on the question.</summary>
    public bool ReadQuestions => _edits.Exists(edit => edit.ReadsQuestions);

    public void Add(StreamEdit edit)
    {
        owner.register_module(Weights.EditNumber(_edits.Count), edit);
        _edits.Add(edit);
    }

    /// <returns>The stream itself where nothing is grafted, or while an answer is decoded and nothing has a layout.</returns>
    public Tensor Apply(Tensor h_BTD, TokenLayout? layout)
    {
        if (layout is null) return h_BTD;
        foreach (var edit in _edits) h_BTD = edit.call(h_BTD, layout);
        return h_BTD;
    }
}
