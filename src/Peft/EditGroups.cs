using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft;

/// <summary>Several editors behind one block, each with weights and tokens of its own, one after the other.</summary>
internal sealed class EditGroups : StreamEdit
{
    private readonly StreamEdit[] _groups;

    /// <param name="title">What messages call them together.</param>
    /// <param name="groups">The editors and the names of their weights.</param>
    public EditGroups(string title, params IReadOnlyList<(string Name, StreamEdit Edit)> groups)
        : base(title)
    {
        _groups = [.. groups.Select(group => group.Edit)];
        foreach (var (name, edit) in groups) register_module(name, edit);
    }

    public override bool ReadsQuestions => Array.Exists(_groups, group => group.ReadsQuestions);

    public override Tensor forward(Tensor h_BTD, TokenLayout layout)
    {
        using var scope = NewDisposeScope();
        var running_BTD = h_BTD;
        foreach (var group in _groups) running_BTD = group.call(running_BTD, layout);
        return running_BTD.MoveToOuterDisposeScope();   // there is at least one editor, and it never returns its input
    }
}
