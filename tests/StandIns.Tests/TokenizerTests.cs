using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace Steering.Tests;

/// <summary>What code that knows ML.NET may rely on when a tokenizer overrides the two abstract members and nothing else.</summary>
public sealed class TokenizerTests
{
    [Fact]
    public void Two_overrides_make_a_whole_tokenizer()
    {
        Tokenizer tokenizer = new Letters();
        Assert.Equal(['a', 'b', 'c'], tokenizer.EncodeToIds("abc").Select(id => (char)id));
        Assert.Equal(['a', 'b'], tokenizer.EncodeToIds("abc".AsSpan(), 2, out _, out var consumed).Select(id => (char)id));
        Assert.Equal(2, consumed);
        Assert.Equal(3, tokenizer.CountTokens("abc"));
        Assert.Equal(["a", "b", "c"], tokenizer.EncodeToTokens("abc", out var normalized).Select(token => token.Value));
        Assert.Null(normalized);
        Assert.Equal(2, tokenizer.GetIndexByTokenCount("abc", 2, out _, out var fromStart));
        Assert.Equal(1, tokenizer.GetIndexByTokenCountFromEnd("abc", 2, out _, out var fromEnd));
        Assert.Equal((2, 2), (fromStart, fromEnd));
        Assert.Null(tokenizer.PreTokenizer);
        Assert.Null(tokenizer.Normalizer);
    }

    [Fact]
    public void Decoding_grows_its_buffer_until_the_text_fits()
    {
        var text = new string('x', 5000) + "y";
        Tokenizer tokenizer = new Letters();
        Assert.Equal(text, tokenizer.Decode(tokenizer.EncodeToIds(text)));
    }

    [Fact]
    public void Tokens_are_equal_if_id_value_and_range_are()
    {
        Assert.Equal(new EncodedToken(1, "a", 0..1), new EncodedToken(1, "a", 0..1));
        Assert.NotEqual(new EncodedToken(1, "a", 0..1), new EncodedToken(1, "a", 0..2));
        Assert.True(new EncodeSettings().ConsiderPreTokenization);
        Assert.Equal(int.MaxValue, new EncodeSettings().MaxTokenCount);
    }

    private sealed class Letters : Tokenizer
    {
        public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
        {
            (idsConsumed, charsWritten) = (0, 0);
            foreach (var id in ids)
            {
                if (charsWritten == destination.Length) return OperationStatus.DestinationTooSmall;
                destination[charsWritten++] = (char)id;
                idsConsumed++;
            }
            return OperationStatus.Done;
        }

        protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        {
            var whole = text ?? textSpan.ToString();
            var tokens = whole.Take(settings.MaxTokenCount).Select((letter, i) => new EncodedToken(letter, letter.ToString(), i..(i + 1))).ToList();
            return new EncodeResults<EncodedToken> { Tokens = tokens, CharsConsumed = tokens.Count };
        }
    }
}
