using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of image classification in its own layout, test/{class}/: pictures of one thing each, at random scale and place, the classes by turns. The
/// classes are the concepts that the set asks about.
/// </summary>
public static class ClassSet
{
    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null) =>
        new SetFolder(world, folder, ClassFolders.TestFolder).Write(Records(world, set), progress);

    /// <summary>Records without questions: what is asked is the benchmark's, and the folder answers it.</summary>
    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var (chance, classes) = (set.Chance, world.Pool(set.Ask));
        return [.. Enumerable.Range(0, set.Count).Select(number =>
        {
            var concept = classes[number % classes.Count];
            return new SceneRecord(Image(world.Name(concept), number / classes.Count), SceneComposer.Arrange(chance, [concept], set.Manner), []);
        })];
    }

    private static string Image(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name.Replace(' ', '_')}/{number + 1:D4}.png");
}
