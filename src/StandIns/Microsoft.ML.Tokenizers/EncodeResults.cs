namespace Microsoft.ML.Tokenizers;

/// <summary>What encoding gave: the tokens, the text they index if it was changed first, and how many of its characters they cover.</summary>
public struct EncodeResults<T>
{
    public IReadOnlyList<T> Tokens { get; set; }
    public string? NormalizedText { get; set; }
    public int CharsConsumed { get; set; }
}
