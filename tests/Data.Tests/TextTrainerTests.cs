using System.Diagnostics;
using Steering.Data.Text;

namespace Steering.Tests;

public sealed class TextTrainerTests
{
    private static readonly string[] s_special = ["<|end|>", "<|pad|>"];

    [Fact]
    public void The_most_frequent_pair_is_merged_first_and_ties_go_to_lower_ids()
    {
        // "ab" and "cd" are equally frequent; a's id is lower than c's.
        var vocabulary = new BpeTrainer(256 + 3, 1, []).Train(["cd ab cd ab", "xab", "xcd"]).Vocabulary;
        Assert.Equal([("a", "b"), ("c", "d")], vocabulary.Merges.Take(2));
        Assert.Equal(256, vocabulary.Tokens["ab"]);
    }

    [Fact]
    public void The_order_of_the_texts_does_not_matter()
    {
        var texts = Enumerable.Range(0, 200).Select(i => $"a {i} fox and {i % 7} apples left of the horse{i % 3}").ToList();
        var trainer = new BpeTrainer(340, 2, s_special);
        var forward = trainer.Train(texts).Vocabulary;
        texts.Reverse();
        Assert.Equal(forward.Merges, trainer.Train(texts).Vocabulary.Merges);
    }

    [Fact]
    public void Any_text_survives_a_trained_tokenizer_and_special_tokens_stay_whole()
    {
        var tokenizer = new BpeTrainer(400, 2, s_special).Train(Enumerable.Repeat("USER: what is this? ASSISTANT: a red fox<|end|>", 20));
        const string Ugly = "naïve 🦊 𝐇𝐞 \u0301 0123\t\r\n<|end|><|pad|> 'll ''s";
        Assert.Equal(Ugly, tokenizer.Decode(tokenizer.EncodeToIds(Ugly)));
        Assert.Equal([tokenizer.Id("<|end|>"), tokenizer.Id("<|pad|>")], tokenizer.EncodeToIds("<|end|><|pad|>"));
        Assert.Equal(0, tokenizer.Id("<|end|>"));
        Assert.DoesNotContain(tokenizer.Vocabulary.Tokens.Keys, token => token.Length > 1 && token.Contains('|') && !s_special.Contains(token));
        Assert.Equal("", tokenizer.Decode([0, 1], skipSpecial: true));
    }

    [Fact]
    public void Rare_pairs_are_left_alone()
    {
        var vocabulary = new BpeTrainer(10_000, 5, []).Train(["one two three", "one two", "one", "one", "one"]).Vocabulary;
        Assert.NotEmpty(vocabulary.Merges);
        Assert.Contains("one", vocabulary.Tokens.Keys);
        Assert.DoesNotContain("Ġtwo", vocabulary.Tokens.Keys);
    }

    [Fact]
    public void A_vocabulary_too_small_for_the_bytes_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new BpeTrainer(100, 1, s_special).Train(["x"]));
        Assert.Contains("258", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Some_megabytes_are_learnt_and_encoded_in_seconds()
    {
        var texts = Enumerable.Range(0, 40_000).Select(Sentence).ToList();
        var characters = texts.Sum(text => (long)text.Length);
        Assert.InRange(characters, 2_000_000, 8_000_000);
        var clock = Stopwatch.StartNew();
        var tokenizer = new BpeTrainer(800, 2, s_special).Train(texts);
        Assert.Equal(800, tokenizer.VocabularySize);
        // Generous limits: the machine may be busy; the usual figures are a fifth of them.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 15);
        // The best of short runs: other processes interrupt some of them.
        Assert.InRange(texts.Chunk(1000).Max(CharactersPerSecond), 500_000, double.PositiveInfinity);

        double CharactersPerSecond(string[] some)
        {
            clock.Restart();
            foreach (var text in some) tokenizer.EncodeToIds(text);
            return some.Sum(text => text.Length) / clock.Elapsed.TotalSeconds;
        }
    }

    private static string Sentence(int i) =>
        $"USER: what is the colour of {Word(i % 613)} left of {Word(i % 127)}? ASSISTANT: it is {Word(i % 31)} and {i} wide<|end|>";

    private static string Word(int number)
    {
        string[] syllables = ["ka", "lo", "mi", "tre", "son", "ba", "gri", "pel", "tun", "ash", "or", "ve"];
        return syllables[number % 12] + syllables[number / 12 % 12] + syllables[number / 144 % 12];
    }
}
