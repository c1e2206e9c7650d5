using Steering.Data.Text;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Finds what a scene's pictures show where: every thing that its place alone names ("what is at the top left?"), beside another such thing of the
/// same scene. Its tokens are the patches that it covers most of.
/// </summary>
public static class SceneSpots
{
    private const int Asked = 0;      // wordings (Templates)
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
        var key = new AnswerKey(world);
        var labels = PatchLabels.Of(world, scene);
        var named = scene.Objects.Select((thing, index) => (Place: Geometry.PlaceOf(thing), Tokens: Enumerable.Range(0, labels.Length).Where(cell => labels[cell] == index).ToList()))
            .Select(thing => (thing.Place, thing.Tokens, Name: key.Answer(scene, QuestionKind.WhereWhat, new QuestionTarget(Place: thing.Place))))
            .Where(thing => thing.Name is not null && thing.Tokens.Count > 0).ToList();
        if (named.Count < 2) yield break;
        for (var i = 0; i < named.Count; i++)
        {
            var (spot, other) = (named[i], named[(i + 1) % named.Count]);
            yield return new Spot($"{image}:{spot.Place}", image, spot.Tokens, Ask(spot.Place, Asked), spot.Name!, Ask(spot.Place, Reworded), Ask(other.Place, Asked));   // filtered by name above
        }

        string Ask(Place place, int wording)
        {
            var target = new QuestionTarget(Place: place);
            return $"{ChatTemplate.ImageMarker}\n{form.Write(new Question(QuestionKind.WhereWhat, target, Templates.Write(world, QuestionKind.WhereWhat, target, wording), "", []))}";
        }
    }
}
