using Steering.Tensors;

namespace Steering.Models;

/// <summary>A question to be answered: token ids around the image slot.</summary>
/// <param name="BeforeImage">Ids before the picture; empty for a text-only question.</param>
/// <param name="Image">Row of the picture in the feature table, or null for a text-only question.</param>
/// <param name="AfterImage">Ids after it (of a text-only question: all of them); never empty.</param>
public sealed record EncodedPrompt(IReadOnlyList<int> BeforeImage, int? Image, IReadOnlyList<int> AfterImage)
{
    /// <summary>Where the question's text stands within <see cref="AfterImage"/>; methods that steer text need it.</summary>
    public QuestionSpan Question { get; init; }

    /// <summary>Positions of the whole prompt (visual tokens counted) that are steered whatever a method's rule says: editor, then positions.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Chosen { get; init; }
}

/// <summary>When an answer ends.</summary>
/// <param name="MaxNewTokens">The longest answer.</param>
/// <param name="EndOfText">The token that ends an answer and is not part of it; null never ends one early.</param>
public sealed record GreedyOptions(int MaxNewTokens, int? EndOfText);
