namespace Steering.Data.IconWorld;

/// <summary>Sentences that describe a scene. Without paint words, nothing in a caption says how anything is colored.</summary>
public sealed class Captions(World world)
{
    /// <summary>One of several forms: "a red apple left of a horse, a cup", "an apple at the top left, a horse at the middle center".</summary>
    public string Write(Chance chance, Scene scene, bool paintWords = true, TripleSet triples = TripleSet.Any)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(scene);
        var things = scene.Objects.ToList();
        var form = chance.Below(4);
        chance.Shuffle(things);
        string Named(SceneObject thing) => NounPhrase(thing, paintWords);
        if (form == 0 && things.Count > 1 && Geometry.RelationOf(things[0], things[1]) is { } relation && triples.IsIn(world, things[0].Concept, relation, things[1].Concept))
        {
            return $"{Named(things[0])} {relation.Words()} {Named(things[1])}{string.Concat(things.Skip(2).Select(thing => ", " + Named(thing)))}";
        }
        return form == 1 ? string.Join(", ", things.Select(Named)) : Sentence(things, paintWords);
    }

    /// <summary>Every object with its place, in random order, with a full stop: a scene as prose.</summary>
    public string Sentence(Chance chance, Scene scene)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(scene);
        var things = scene.Objects.ToList();
        chance.Shuffle(things);
        return Sentence(things, paintWords: true) + ".";
    }

    /// <summary>"a red apple", "an apple".</summary>
    public string NounPhrase(SceneObject thing, bool paintWords = true)
    {
        ArgumentNullException.ThrowIfNull(thing);
        return paintWords && thing.Paint is { } paint ? $"{World.Article(paint.Word())}{paint.Word()} {world.Noun(thing.Concept)}" : world.WithArticle(thing.Concept);
    }

    private string Sentence(List<SceneObject> things, bool paintWords) =>
        string.Join(", ", things.Select(thing => $"{NounPhrase(thing, paintWords)} at the {Geometry.PlaceOf(thing)}"));
}
