namespace Steering.Data.IconWorld;

/// <summary>Which object each patch of a scene belongs to: dense labels of vision pretraining, cells of written scenes.</summary>
public static class PatchLabels
{
    /// <summary>No object covers enough of the patch.</summary>
    public const int Background = -1;

    private const double LeastShare = 0.22;

    /// <summary>
    /// Per patch, row by row, the index into the scene's objects of the one that covers most of it, at least 22 % of its pixels; else
    /// <see cref="Background"/>. Objects are taken whole, as if nothing lay over them.
    /// </summary>
    public static int[] Of(World world, Scene scene, int cells = Geometry.Cells, int side = Geometry.Side)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(scene);
        if (side % cells != 0) throw new ArgumentException($"{side} pixels cannot be cut into {cells} equal patches.", nameof(cells));
        var patch = side / cells;
        var labels = new int[cells * cells];
        var most = new int[labels.Length];
        Array.Fill(labels, Background);
        Array.Fill(most, (int)Math.Floor(LeastShare * patch * patch));
        var covered = new int[labels.Length];
        for (var index = 0; index < scene.Objects.Count; index++)
        {
            var thing = scene.Objects[index];
            var icon = world.Icon(thing.Concept, thing.Style, thing.Size);
            Array.Clear(covered);
            for (var y = 0; y < thing.Size; y++)
            {
                var row = (thing.Y + y) / patch * cells;
                for (var x = 0; x < thing.Size; x++)
                {
                    if (icon[(((y * thing.Size) + x) * 4) + 3] > 127) covered[row + ((thing.X + x) / patch)]++;
                }
            }
            for (var cell = 0; cell < labels.Length; cell++)
            {
                if (covered[cell] <= most[cell]) continue;
                labels[cell] = index;
                most[cell] = covered[cell];
            }
        }
        return labels;
    }
}
