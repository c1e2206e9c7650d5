using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>What training and answering ask of a tokenizer, of whichever kind it is.</summary>
public static class TokenizerExtensions
{
    /// <summary>Id of a token by its text.</summary>
    /// <exception cref="ArgumentException">Of a kind that is not read here.</exception>
    public static int IdOf(this Tokenizer tokenizer, string token) => tokenizer switch
    {
        ByteLevelBpe bytes => bytes.Id(token),
        SentencePieceBpe pieces => pieces.Id(token),
        _ => throw Unknown(tokenizer),
    };

    /// <summary>Text of ids without special tokens.</summary>
    public static string PlainText(this Tokenizer tokenizer, IEnumerable<int> ids) => tokenizer switch
    {
        ByteLevelBpe bytes => bytes.Decode(ids, skipSpecial: true),
        SentencePieceBpe pieces => pieces.Decode(ids, skipSpecial: true),
        _ => throw Unknown(tokenizer),
    };

    private static ArgumentException Unknown(Tokenizer? tokenizer) =>
        new($"A {tokenizer?.GetType().Name ?? "null"} is no tokenizer that {nameof(TokenizerFiles)} reads.", nameof(tokenizer));
}
