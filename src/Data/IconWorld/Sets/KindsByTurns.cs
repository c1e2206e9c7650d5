namespace Steering.Data.IconWorld.Sets;

/// <summary>Scenes with one question each, the kinds by turns and so in equal number: what several proxies are made of.</summary>
internal static class KindsByTurns
{
    /// <param name="world">Its concepts.</param>
    /// <param name="set">Its kinds that are among <paramref name="fitting"/> are asked.</param>
    /// <param name="fitting">What the benchmark's format can hold.</param>
    /// <param name="least">Fewest drawings of a scene.</param>
    /// <param name="most">Most drawings of a scene.</param>
    /// <param name="image">A record's picture by its number from 1 on.</param>
    public static List<SceneRecord> Records(World world, SceneSet set, IReadOnlyList<QuestionKind> fitting, int least, int most, Func<int, string> image)
    {
        var kinds = set.Kinds.Where(fitting.Contains).ToList();
        if (kinds.Count == 0) throw new ArgumentException($"The set '{set.Stream}' asks for none of {string.Join(", ", fitting.Select(kind => kind.Name()))}, which its format holds.", nameof(set));
        var chance = set.Chance;
        var composer = new SceneComposer(world);
        var asker = new QuestionAsker(world);
        var pool = world.Pool(set.Scenes);
        var manner = set.Asking(world);
        var trials = new Trials(set);
        var records = new List<SceneRecord>();
        while (records.Count < set.Count)
        {
            trials.Next();
            var scene = set.Hang(world, chance, composer.Compose(chance, chance.Between(least, most), pool, set.Manner));
            if (asker.Ask(chance, scene, kinds[records.Count % kinds.Count], manner) is not { } question) continue;
            records.Add(new SceneRecord(image(records.Count + 1), scene, [question]));
        }
        return records;
    }
}
