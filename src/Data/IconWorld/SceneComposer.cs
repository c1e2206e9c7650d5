namespace Steering.Data.IconWorld;

/// <summary>How scenes are drawn: which styles they take and how often an object is painted.</summary>
public sealed record SceneManner(IReadOnlyList<int> Styles, double PaintShare = 0.4)
{
    public static SceneManner Training { get; } = new(Style.Train);
}

/// <summary>Composes scenes from seeded chance: how many of what, where, in which style and paint.</summary>
public sealed class SceneComposer(World world)
{
    private const double RepeatShare = 0.5;
    private const double ThemeShare = 0.5;
    private const int MostRepeats = 4;

    /// <summary>Largest side by number of objects (index), in pixels.</summary>
    private static readonly int[] s_largest = [0, 45, 39, 33, 30, 27, 24, 24];

    public static int MostObjects => s_largest.Length - 1;

    /// <summary>A scene of <paramref name="count"/> objects from a pool: the repeats are drawn first, then the concepts, then their places.</summary>
    public Scene Compose(Chance chance, int count, IReadOnlyList<int> pool, SceneManner manner) => Arrange(chance, Draw(chance, pool, count), manner);

    /// <summary>A scene of exactly these concepts.</summary>
    public static Scene Arrange(Chance chance, IReadOnlyList<int> concepts, SceneManner manner)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(concepts);
        ArgumentNullException.ThrowIfNull(manner);
        var boxes = Boxes(chance, concepts.Count);
        var objects = boxes.Select((box, i) => new SceneObject(
            concepts[i], chance.Pick(manner.Styles), box.X, box.Y, box.Size, chance.Is(manner.PaintShare) ? chance.Pick(Paints.All) : null)).ToList();
        return new Scene(chance.Below(SceneRenderer.Backgrounds.Count), chance.Next() >> 1, objects);
    }

    /// <summary>
    /// Concepts of a scene: half of the scenes hold one concept two to four times (drawn first, so that "one" is not the answer of most
    /// counts); the others come half from a theme, half from the whole pool.
    /// </summary>
    public IReadOnlyList<int> Draw(Chance chance, IReadOnlyList<int> pool, int count)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(pool);
        var repeats = count > 1 && chance.Is(RepeatShare) ? chance.Between(2, Math.Min(MostRepeats, count)) : 1;
        var inPool = pool.ToHashSet();
        var theme = chance.Pick(world.Themes).Where(inPool.Contains).ToList();
        var concepts = new List<int>();
        while (concepts.Count < count)
        {
            var concept = theme.Count > 0 && chance.Is(ThemeShare) ? chance.Pick(theme) : chance.Pick(pool);
            if (concepts.Contains(concept) && pool.Count >= count) continue;
            concepts.AddRange(Enumerable.Repeat(concept, concepts.Count == 0 ? repeats : 1));
        }
        chance.Shuffle(concepts);
        return concepts;
    }

    private static List<(int X, int Y, int Size)> Boxes(Chance chance, int count)
    {
        if (count < 1 || count > MostObjects) throw new ArgumentOutOfRangeException(nameof(count), $"A scene has 1 to {MostObjects} objects, not {count}.");
        var sizes = World.Sizes.Where(size => (size >= 24 || count > 5) && size <= s_largest[count]).ToList();
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var boxes = new List<(int X, int Y, int Size)>();
            while (boxes.Count < count && TryPlace(chance, sizes, boxes)) { }
            if (boxes.Count == count) return boxes;
        }
        var cells = Enumerable.Range(0, 9).ToList(); // never seen in a million scenes, but it ends
        chance.Shuffle(cells);
        return [.. cells.Take(count).Select(cell => (cell % 3 * 32, cell / 3 * 32, 24))];
    }

    private static bool TryPlace(Chance chance, List<int> sizes, List<(int X, int Y, int Size)> boxes)
    {
        const double Overlap = 0.9; // boxes may overlap by a tenth: drawings do not fill their corners
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var size = chance.Pick(sizes);
            int x = chance.Between(0, Geometry.Side - size), y = chance.Between(0, Geometry.Side - size);
            if (!boxes.TrueForAll(box => x + (size * Overlap) <= box.X || box.X + (box.Size * Overlap) <= x || y + (size * Overlap) <= box.Y || box.Y + (box.Size * Overlap) <= y)) continue;
            boxes.Add((x, y, size));
            return true;
        }
        return false;
    }
}
