using Steering.Data.Text;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Finds what a scene's pictures show where: every thing that is the only one of its kind there, beside another such thing. Its tokens are the
/// patches that it covers most of. It is asked for in POPE's words ("is there a cat in the image?"), which small models answer by what they see.
/// </summary>
public static class SceneSpots
{
    private const int Asked = 1;      // wordings (Templates): POPE's
    private const int Reworded = 2;   // the one that no training shows

    /// <param name="scenes">Scenes by image.</param>
    /// <param name="form">How questions are put.</param>
    public static IReadOnlyList<Spot> Find(World world, IReadOnlyDictionary<string, Scene> scenes, PromptForm form)
    {
        ArgumentNullException.ThrowIfNull(scenes);
        ArgumentNullException.ThrowIfNull(form);
        return [.. scenes.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => InScene(world, pair.Key, pair.Value, form))];
    }

    private static IEnumerable<Spot> InScene(World world, string image, Scene scene, PromptForm form)
    {
        const string there = "yes";   // AnswerKey's word for what a scene holds
        var labels = PatchLabels.Of(world, scene);
        var alone = scene.Objects.Select((thing, index) => (thing.Concept, Tokens: Enumerable.Range(0, labels.Length).Where(cell => labels[cell] == index).ToList()))
            .Where(thing => AnswerKey.Only(scene, thing.Concept) is not null && thing.Tokens.Count > 0).ToList();
        if (alone.Count < 2) yield break;
        for (var i = 0; i < alone.Count; i++)
        {
            var (spot, other) = (alone[i], alone[(i + 1) % alone.Count]);
            yield return new Spot($"{image}:{world.Name(spot.Concept)}", image, spot.Tokens, Ask(spot.Concept, Asked), there, Ask(spot.Concept, Reworded), Ask(other.Concept, Asked));
        }

        string Ask(int concept, int wording)
        {
            var target = new QuestionTarget(concept);
            return $"{ChatTemplate.ImageMarker}\n{form.Write(new Question(QuestionKind.Exist, target, Templates.Write(world, QuestionKind.Exist, target, wording), there, []))}";
        }
    }
}
