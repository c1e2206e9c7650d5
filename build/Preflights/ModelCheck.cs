using Steering.Data.Text;
using Steering.Flow;
using Steering.Models;
using Steering.Stages;
using Finding = Steering.Build.Doctors.Finding;
using Turn = Steering.Data.Turn;

namespace Steering.Build.Preflights;

/// <summary>Published models that are at hand: config, names and shapes against the meta device, and a conversation there and back through tokenizer and template.</summary>
internal static class ModelCheck
{
    private static readonly Turn[] s_conversation = [new("<image>\nWhat is left of the café's door?", "Two bicycles, 1 red."), new("And right of it?", "Nothing.")];

    public static IEnumerable<Finding> Look(Ready ready)
    {
        var parts = ready.Zoo.Parts;
        bool IsRead(IArtifact artifact) => ready.Open.Any(node => node.Inputs.Any(input => input.Artifact.Content == artifact.Content));
        if (IsRead(parts.Language) && FolderOf(ready, parts.Language) is { } language) yield return Try("language", language, () => Same(CausalLanguageModel.Check(language), ready.Zoo.LanguageShape));
        if (IsRead(parts.Vision) && FolderOf(ready, parts.Vision) is { } vision) yield return Try("tower", vision, () => Same(VisionTowers.Check(vision), ready.Zoo.VisionShape));
        if (IsRead(parts.Vocabulary) && FolderOf(ready, parts.Vocabulary) is { } vocabulary) yield return Try("tokenizer", vocabulary, () => RoundTrip(vocabulary, parts.Template));
    }

    /// <summary>Where it was put already, or where all its downloads lie side by side.</summary>
    private static string? FolderOf(Ready ready, IArtifact artifact)
    {
        if (ready.PathOf(artifact) is { } made) return made;
        if (artifact.Producer is not Fetch fetch) return null;
        if (SourceCheck.Read(Path.Combine(ready.Context.Root, fetch.Card), out _) is not { } card) return null;
        var places = card.Files.Select(file => ready.Downloads.Find(card, file)).ToArray();
        var folders = places.Select(Path.GetDirectoryName).Distinct(StringComparer.Ordinal).ToArray();
        return Array.TrueForAll(places, place => place is not null) && folders.Length == 1 ? folders[0] : null;
    }

    private static void Same(ILanguageConfig found, ILanguageConfig wanted)
    {
        if ((found.Width, found.Layers, found.Heads, found.Vocabulary) != (wanted.Width, wanted.Layers, wanted.Heads, wanted.Vocabulary))
            throw new InvalidDataException($"it is {found.Title} of width {found.Width}, {found.Layers} blocks, {found.Heads} heads, {found.Vocabulary} tokens; the zoo says {wanted.Width}, {wanted.Layers}, {wanted.Heads}, {wanted.Vocabulary}.");
    }

    private static void Same(IVisionConfig found, IVisionConfig wanted)
    {
        if ((found.Width, found.Layers, found.ImageSize, found.Tokens) != (wanted.Width, wanted.Layers, wanted.ImageSize, wanted.Tokens))
            throw new InvalidDataException($"it is {found.Title} of width {found.Width}, {found.Layers} blocks, {found.ImageSize} pixels, {found.Tokens} tokens; the zoo says {wanted.Width}, {wanted.Layers}, {wanted.ImageSize}, {wanted.Tokens}.");
    }

    /// <summary>What is learnt must be the answers with the token that ends them, and read as they were written.</summary>
    private static void RoundTrip(string vocabulary, ChatTemplate template)
    {
        var tokenizer = TokenizerFiles.ReadAny(vocabulary);
        var end = tokenizer.IdOf(template.End);
        var encoded = new ConversationEncoder(tokenizer, template).Encode(s_conversation);
        var learnt = encoded.Ids.Zip(encoded.IsLabel).Where(pair => pair.Second).Select(pair => pair.First).ToArray();
        if (learnt.Count(id => id == end) != s_conversation.Length) throw new InvalidDataException($"'{template.End}' ends {learnt.Count(id => id == end)} of {s_conversation.Length} answers; template '{template.Name}' is another model's.");
        var text = string.Concat(tokenizer.PlainText(learnt).Where(letter => !char.IsWhiteSpace(letter)));
        var wanted = string.Concat(s_conversation.SelectMany(turn => turn.Answer).Where(letter => !char.IsWhiteSpace(letter)));
        if (text != wanted) throw new InvalidDataException($"the answers come back as '{text}', they were '{wanted}'; tokenizer and template '{template.Name}' do not go together.");
    }

    private static Finding Try(string what, string path, Action check)
    {
        try
        {
            check();
            return Finding.Ok(what, $"{path} is what the zoo says");
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or KeyNotFoundException or NotSupportedException or ArgumentException)
        {
            return Finding.Fail(what, $"{path}: {broken.Message}", "Fetch the model again, or correct the zoo.");
        }
    }
}
