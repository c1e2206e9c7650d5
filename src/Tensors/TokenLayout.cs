using static TorchSharp.torch;

namespace Steering.Tensors;

// B batch rows, T token positions.

/// <summary>
/// Which positions of a padded batch hold what. Made once by the collator and read by every room after it:
/// splicing (where visual embeddings go), steering (which of them move), attention (what is padding), LMAR (which modality a key is).
/// </summary>
/// <param name="Real_BT">Bool [B, T]: true where the position is not padding.</param>
/// <param name="Visual_BT">Bool [B, T]: true where the position is a visual token.</param>
/// <param name="VisualStart">Per row, the position of its first visual token, or -1 for a text-only row.</param>
/// <param name="VisualCount">Per row, the number of visual tokens (0 for a text-only row).</param>
public sealed record TokenLayout(Tensor Real_BT, Tensor Visual_BT, IReadOnlyList<int> VisualStart, IReadOnlyList<int> VisualCount)
{
    /// <summary>Where each row's first question stands; empty where nobody asked. Methods that steer text need it.</summary>
    public IReadOnlyList<QuestionSpan> Questions { get; init; } = [];

    /// <summary>The positions that are steered, whatever the methods' own rules say; null leaves it to them.</summary>
    public TokenChoice? Chosen { get; init; }

    /// <summary>
    /// Position of the first token at hand within its sequence: not 0 where a sequence is read in parts. Starts, questions and choices count
    /// from the sequence's own first token.
    /// </summary>
    public int Offset { get; init; }

    public int Rows => VisualStart.Count;

    /// <summary>Where a row's first question stands.</summary>
    /// <exception cref="ArgumentException">Nobody said.</exception>
    public QuestionSpan Question(int row) => Questions.Count > row
        ? Questions[row]
        : throw new ArgumentException("Text is to be edited, but the layout does not say where questions stand. Let the collator make it.", nameof(row));

    public bool HasImages => VisualCount.Any(count => count > 0);

    /// <summary>The chosen positions as seen from within the pictures: rows with one, offsets from its first visual token. Null where none are chosen.</summary>
    public TokenChoice? ChosenInPictures()
    {
        if (Chosen is null) return null;
        int[] rows = [.. Enumerable.Range(0, Rows).Where(row => VisualCount[row] > 0)];
        return new TokenChoice([.. Chosen.Groups.Select(group => rows.Select(row =>
            group[row].Select(position => position - VisualStart[row]).Where(offset => offset >= 0 && offset < VisualCount[row]).ToList()).ToList())]);
    }

    /// <summary>Rows of visual tokens and nothing else: what a vision tower or a connector holds.</summary>
    public static TokenLayout AllVisual(long rows, long tokens, Device device)
    {
        var all = ones(rows, tokens, dtype: ScalarType.Bool, device: device);
        return new TokenLayout(all, all, [.. Enumerable.Repeat(0, (int)rows)], [.. Enumerable.Repeat((int)tokens, (int)rows)]);
    }
}
