namespace Steering.Tensors;

/// <summary>Where a conversation's first question stands: positions of the sequence, visual tokens counted.</summary>
/// <param name="Start">First token of its text: behind the picture, or behind the role's name in a text-only row.</param>
/// <param name="End">Behind its last token.</param>
/// <param name="Answer">Where its answer begins: the text in between names the assistant.</param>
public readonly record struct QuestionSpan(int Start, int End, int Answer)
{
    /// <summary>The same places further right.</summary>
    public QuestionSpan Shifted(int by) => new(Start + by, End + by, Answer + by);
}
