namespace Steering.Data.IconWorld;

/// <summary>The text that a byte-level BPE of this world is trained on: captions, cells, questions and answers, facts and glosses.</summary>
public static class TokenizerText
{
    private const double SignShare = 0.5;

    /// <summary>
    /// Lines for the trainer; with 800 entries and 60 concepts every name becomes one token behind a space. Chats are written with
    /// <paramref name="chat"/> (question, answer → text as the chat template writes it).
    /// </summary>
    public static IReadOnlyList<string> Lines(World world, ulong seed, Func<string, string, string> chat, PromptForm prompts, int scenes = 1500, int glosses = 1500)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(chat);
        ArgumentNullException.ThrowIfNull(prompts);
        var chance = Chance.Of(seed, "tokenizer");
        var composer = new SceneComposer(world);
        var asker = new QuestionAsker(world);
        var captions = new Captions(world);
        var facts = new LanguageFacts(world);
        var (all, words) = (world.Pool(ConceptPool.All), world.Words(ConceptPool.All));
        var manner = new AskingManner(all) { Read = words };
        var lines = new List<string>();
        for (var i = 0; i < scenes; i++)
        {
            var scene = Signs.Hang(chance, composer.Compose(chance, 4, all, SceneManner.Training), words, SignShare);
            lines.Add(" " + captions.Write(chance, scene));
            lines.Add($"{WrittenScene.Marker} {string.Join(' ', scene.Objects.Select(thing => $"{world.Name(thing.Concept)} {world.All[thing.Concept].Kind}"))}");
            foreach (var kind in QuestionKinds.All)
            {
                if (asker.Ask(chance, scene, kind, manner) is { } question) lines.Add(chat(prompts.Write(question), question.Answer));
            }
        }
        for (var i = 0; i < glosses; i++) lines.Add(chance.Pick(facts.Glosses));
        foreach (var sentence in facts.Sentences) lines.AddRange([sentence, sentence, sentence]);
        return lines;
    }
}
