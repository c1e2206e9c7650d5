namespace Steering.Data.IconWorld.Sets;

/// <summary>How often each concept stands in a set's scenes, and how often two stand together: what POPE's negatives are chosen by.</summary>
internal sealed class SceneStatistics
{
    private readonly int[] _scenes;
    private readonly int[,] _together;

    public SceneStatistics(World world, IEnumerable<Scene> scenes)
    {
        _scenes = new int[world.Count];
        _together = new int[world.Count, world.Count];
        foreach (var scene in scenes)
        {
            var concepts = scene.Objects.Select(thing => thing.Concept).Where(concept => !world.IsSign(concept)).Distinct().ToList();
            foreach (var concept in concepts)
            {
                _scenes[concept]++;
                foreach (var other in concepts) _together[concept, other]++;
            }
        }
    }

    /// <summary>Scenes that hold the concept.</summary>
    public int Frequency(int concept) => _scenes[concept];

    /// <summary>Scenes that hold the concept together with one of the others, summed over them.</summary>
    public int Together(int concept, IEnumerable<int> others) => others.Sum(other => _together[concept, other]);
}
