namespace Steering.Data.Text;

/// <summary>
/// A token that is found in the text before it is split: whole, leftmost, longest first.
/// Special ones are dropped when an answer is decoded; normalized ones are searched in the normalised text.
/// </summary>
public sealed record AddedToken(
    int Id,
    string Content,
    bool Special,
    bool Normalized = false,
    bool SingleWord = false,
    bool StripLeft = false,
    bool StripRight = false);
