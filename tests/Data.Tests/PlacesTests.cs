using Steering.Data;
using Steering.Data.Imaging;
using Steering.Data.Text;

namespace Steering.Tests;

/// <summary>Where a word stands among the ids and where a part of a picture among the patches.</summary>
public sealed class PlacesTests
{
    [Fact]
    public void A_word_of_the_question_is_found_in_every_token_that_carries_a_part_of_it()
    {
        var encoder = new ConversationEncoder(new BpeTrainer(300, 1, ["<e>"]).Train(["USER: ASSISTANT: what"]), ChatTemplate.Bare("<e>"));
        Turn[] turns = [new("<image>\nis the whale what a whale?", "")];
        var ids = encoder.EncodePrompt(turns);
        var places = encoder.Find(turns, "whale");
        var tokenizer = new BpeTrainer(300, 1, ["<e>"]).Train(["USER: ASSISTANT: what"]);
        Assert.Equal("whalewhale", string.Concat(places.Select(place => tokenizer.Decode([ids[place]]))).Replace(" ", "", StringComparison.Ordinal));
        Assert.DoesNotContain(places, place => ids[place] == ConversationEncoder.ImageSlot);
        Assert.Empty(encoder.Find(turns, "USER"));
    }

    [Fact]
    public void The_question_is_what_stands_between_the_picture_and_the_assistants_name()
    {
        var tokenizer = new BpeTrainer(300, 1, ["<e>"]).Train(["USER: ASSISTANT: what"]);
        var encoder = new ConversationEncoder(tokenizer, ChatTemplate.Bare("<e>"));
        var encoded = encoder.Encode([new Turn("<image>\nis it red?", "no"), new Turn("why?", "so")]);
        var (question, answer) = (encoded.Question, tokenizer.Decode(encoded.Ids.Take(encoded.Question.Answer).Skip(encoded.Question.End)));
        Assert.Equal("\nis it red?", tokenizer.Decode(encoded.Ids.Take(question.End).Skip(question.Start)));
        Assert.Equal(ConversationEncoder.ImageSlot, encoded.Ids[question.Start - 1]);
        Assert.Equal(" ASSISTANT:", answer);
        var text = encoder.EncodeOpen([new Turn("is it red?", "")]);
        Assert.Contains("is it red?", tokenizer.Decode(text.Ids.Take(text.Question.End).Skip(text.Question.Start)), StringComparison.Ordinal);
        Assert.Equal(text.Ids.Count, text.Question.Answer);
    }

    [Theory]
    [InlineData(0, 0, 40, 40, new[] { 0, 1, 2, 3 })]
    [InlineData(0, 0, 20, 20, new[] { 0 })]
    [InlineData(25, 5, 10, 10, new[] { 1 })]
    [InlineData(15, 25, 10, 10, new[] { 2, 3 })]
    public void A_region_is_seen_by_the_patches_it_touches(double left, double top, double width, double height, int[] expected) =>
        Assert.Equal(expected, PatchTokens.Of(new Region(left, top, width, height), 40, 40, new ImageProcessor(28), patch: 14));

    [Fact]
    public void What_the_crop_cuts_away_no_patch_sees_and_padding_moves_the_rest()
    {
        var crop = ImageProcessor.Clip(28);
        Assert.Empty(PatchTokens.Of(new Region(0, 0, 10, 40), 120, 40, crop, patch: 14));       // left of the middle square
        Assert.Equal([0, 1, 2, 3], PatchTokens.Of(new Region(40, 0, 40, 40), 120, 40, crop, patch: 14));
        var padded = new ImageProcessor(28) { PadsToSquare = true };
        Assert.Equal([0, 1, 2, 3], PatchTokens.Of(new Region(0, 0, 40, 20), 40, 20, padded, patch: 14));   // rows 10 to 29 of the padded square
        Assert.Equal([1], PatchTokens.Of(new Region(30, 0, 10, 5), 40, 20, padded, patch: 14));
    }
}
