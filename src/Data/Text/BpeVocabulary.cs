using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>What a byte-level BPE is made of, as its files say it.</summary>
public sealed record BpeVocabulary
{
    /// <summary>Token, written in <see cref="ByteAlphabet"/>, to id. Added tokens need not be in it.</summary>
    public required IReadOnlyDictionary<string, int> Tokens { get; init; }

    /// <summary>Pairs in order of rank.</summary>
    public required IReadOnlyList<(string Left, string Right)> Merges { get; init; }

    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    /// <summary>Null = no splitting: a text between added tokens is one piece.</summary>
    public PreTokenizer? PreTokenizer { get; init; }

    /// <summary>A piece that is a token as a whole becomes it without merging.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Where it was read, for error messages.</summary>
    public string Source { get; init; } = "the vocabulary";
}
