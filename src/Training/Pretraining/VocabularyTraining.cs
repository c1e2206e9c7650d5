using Steering.Data;
using Steering.Data.IconWorld;
using Steering.Data.Text;

namespace Steering.Training.Pretraining;

/// <param name="Size">Entries, bytes and special tokens included.</param>
/// <param name="Seed">Draws the scenes whose text is read.</param>
public sealed record VocabularyRecipe(int Size, int MinFrequency, int Seed);

/// <summary>Trains the byte-level BPE of a small world on its own text; every concept's name must become one token behind a space.</summary>
public static class VocabularyTraining
{
    public const string Pad = "<pad>";
    public const string End = "<eos>";

    /// <summary>Writes tokenizer.json.</summary>
    /// <exception cref="InvalidDataException">A name needs several tokens: the vocabulary is too small for this world.</exception>
    public static void Run(World world, ChatTemplate template, PromptForm prompts, VocabularyRecipe recipe, string output)
    {
        string Chat(string question, string answer) => template.Fill([new Turn($"{ChatTemplate.ImageMarker}\n{question}", answer)]).Text
            .Replace(ChatTemplate.ImageMarker, "", StringComparison.Ordinal).Replace(template.End, "", StringComparison.Ordinal);
        // The written scenes' marker stands behind a space in every cell; a handful of lines make it an entry of its own.
        var lines = TokenizerText.Lines(world, (ulong)recipe.Seed, Chat, prompts).Concat(Enumerable.Repeat($" {WrittenScene.Marker} {WrittenScene.Marker}", 200));
        var tokenizer = new BpeTrainer(recipe.Size, recipe.MinFrequency, [Pad, End]).Train(lines);
        var split = world.All.Select(concept => concept.Name).Where(name => tokenizer.EncodeToIds(" " + name).Count > 1).ToList();
        if (split.Count > 0)
        {
            throw new InvalidDataException(
                $"{split.Count} of {world.Total} names need more than one token ('{split[0]}' is the first) in a vocabulary of {recipe.Size}. Raise its size or lower the number of concepts.");
        }
        TokenizerJson.Write(tokenizer, output);
    }
}
