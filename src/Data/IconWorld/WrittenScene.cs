namespace Steering.Data.IconWorld;

/// <summary>Which words of its object a cell of a written scene carries: probability of each, and of keeping cells without object.</summary>
public sealed record CellManner(double Name, double KindWithoutName, double Paint, double Row, double Column, bool KeepBackground)
{
    /// <summary>Language pretraining (study, section 4): every word may be missing, so that each skill stands on its own.</summary>
    public static CellManner Pretraining(bool keepBackground) => new(0.8, 0.3, 0.8, 0.7, 0.7, keepBackground);

    /// <summary>Every word: what a visual token should come to stand for (the connector's warm start).</summary>
    public static CellManner Full { get; } = new(1, 0, 1, 1, 1, true);
}

/// <summary>
/// A scene without pixels: one bag of words per patch, in the order of the visual tokens. The embeddings of a bag's words are summed. The
/// first word of every bag is the marker "."; a background cell is the marker alone; then name, paint, row and column of its object.
/// </summary>
public sealed class WrittenScene(World world)
{
    public const string Marker = ".";

    private static readonly string[] s_background = [Marker];

    /// <summary>64 bags, or only those of the objects' patches if <paramref name="manner"/> drops the background.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Cells(Chance chance, Scene scene, CellManner manner)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(manner);
        var cells = new List<IReadOnlyList<string>>();
        foreach (var label in PatchLabels.Of(world, scene))
        {
            if (label != PatchLabels.Background) cells.Add(Bag(chance, scene.Objects[label], manner));
            else if (manner.KeepBackground) cells.Add(s_background);
        }
        return cells;
    }

    /// <summary>The full bags of all 64 patches; needs no chance.</summary>
    public IReadOnlyList<IReadOnlyList<string>> FullCells(Scene scene) => Cells(new Chance(0), scene, CellManner.Full);

    private string[] Bag(Chance chance, SceneObject thing, CellManner manner)
    {
        var concept = world.All[thing.Concept];
        var place = Geometry.PlaceOf(thing);
        var words = new List<string>(5) { Marker };
        if (chance.Is(manner.Name)) words.Add(concept.Name);
        else if (chance.Is(manner.KindWithoutName)) words.Add(concept.Kind);
        if (thing.Paint is { } paint && chance.Is(manner.Paint)) words.Add(paint.Word());
        if (chance.Is(manner.Row)) words.Add(place.RowWord);
        if (chance.Is(manner.Column)) words.Add(place.ColumnWord);
        return [.. words];
    }
}
