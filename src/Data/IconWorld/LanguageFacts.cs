namespace Steering.Data.IconWorld;

/// <summary>Plain text about the world's things and others: kinds, WordNet's accepted facts and glosses, glosses of common nouns.</summary>
public sealed class LanguageFacts
{
    private const double GlossShare = 0.6;

    public LanguageFacts(World world)
    {
        ArgumentNullException.ThrowIfNull(world);
        Glosses = world.Atlas.Glosses;
        Sentences = [.. world.Concepts.SelectMany(concept => Of(world, concept))];
    }

    /// <summary>"word: gloss." of common nouns.</summary>
    public IReadOnlyList<string> Glosses { get; }

    /// <summary>"a fox is a kind of mammal." and the like, in order of concept.</summary>
    public IReadOnlyList<string> Sentences { get; }

    /// <summary>A gloss, or three facts.</summary>
    public string Draw(Chance chance)
    {
        ArgumentNullException.ThrowIfNull(chance);
        return chance.Is(GlossShare) ? chance.Pick(Glosses) : string.Join(' ', Enumerable.Range(0, 3).Select(_ => chance.Pick(Sentences)));
    }

    private static IEnumerable<string> Of(World world, Concept concept)
    {
        var noun = World.Article(concept.Name) + concept.Name;
        yield return $"{noun} is a kind of {concept.Kind}.";
        if (!world.Atlas.WordNet.TryGetValue(concept.Name, out var entry)) yield break;
        if (entry.Hypernyms.Count > 0 && entry.Hypernyms[0] != concept.Kind) yield return $"{noun} is a kind of {entry.Hypernyms[0]}.";
        foreach (var part in entry.Parts) yield return $"{noun} has {World.Article(part)}{part}.";
        if (entry.Gloss.Length < 70) yield return $"{concept.Name}: {entry.Gloss}.";
    }
}
