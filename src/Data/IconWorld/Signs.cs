namespace Steering.Data.IconWorld;

/// <summary>Words that signs bear, and how a scene gets its signs. A sign is an object like others, whose concept is a word.</summary>
public static class Signs
{
    private const double SecondShare = 0.4;

    /// <summary>What kind of thing a sign is, as concepts have kinds.</summary>
    public const string Kind = "sign";

    /// <summary>Short words of doors, streets and shops, before a world leaves out those that are names of its atlas.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "art", "bar", "cafe", "club", "exit", "food", "free", "gas", "gate", "gym", "hall", "inn", "lift", "menu", "open", "park", "pay", "pool", "pull", "push", "sale", "slow", "spa", "stop",
        "taxi", "toys", "wait", "way", "zone", "zoo",
    ];

    /// <summary>Sides of drawings on which a word can be read: its letters are 7 pixels high or more.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [.. World.Sizes.Where(size => size >= 27)];

    /// <summary>
    /// With the given chance the largest object of a scene becomes a sign that bears one of the words, so that it can be read; of scenes with three
    /// objects or more two in five get a second one.
    /// </summary>
    public static Scene Hang(Chance chance, Scene scene, IReadOnlyList<int> words, double share)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(words);
        if (share == 0 || words.Count == 0 || !chance.Is(share)) return scene;
        var count = scene.Objects.Count > 2 && words.Count > 1 && chance.Is(SecondShare) ? 2 : 1;
        var bearers = scene.Objects.Select((thing, index) => (thing.Size, index)).OrderByDescending(pair => pair.Size).ThenBy(pair => pair.index).Take(count).Select(pair => pair.index).ToList();
        var drawn = words.ToList();
        chance.Shuffle(drawn);
        var objects = scene.Objects.ToArray();
        for (var i = 0; i < bearers.Count; i++) objects[bearers[i]] = objects[bearers[i]] with { Concept = drawn[i], Paint = null };   // a coat of paint over both plate and ink would hide the word
        return scene with { Objects = objects };
    }
}
