namespace Steering.Flow;

/// <summary>A box's place, in pixels from the upper left corner.</summary>
public sealed record Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public double Middle => Top + (Height / 2);
}

/// <summary>An edge's way: it leaves a box at its right, passes between others at the given points, and enters a box at its left.</summary>
/// <param name="Points">At least two; it runs level through each.</param>
/// <param name="IsEnd">True when it ends at a box: it has an arrow's head there.</param>
public sealed record Way(IReadOnlyList<(double X, double Y)> Points, bool IsEnd);

/// <summary>
/// A layered drawing, left to right (Sugiyama, Tagawa and Toda 1981): layers by longest path, order within a layer by barycentres, heights by
/// least squares. The edges of one producer share their way as far as it is common, so that a picture of hundreds of boxes stays legible.
/// </summary>
/// <param name="Boxes">In the order of the outline's nodes.</param>
public sealed record Layout(double Width, double Height, IReadOnlyList<Box> Boxes, IReadOnlyList<Way> Ways)
{
    private const double Margin = 16;
    private const double BoxGap = 14;
    private const double WayGap = 7;
    private const double NarrowGap = 56;
    private const double WideGap = 150;
    private const double GapPerWay = 3;
    private const int Rounds = 12;

    public static Layout Of(Outline outline, Func<OutlineNode, (double Width, double Height)> size)
    {
        var layers = Layers.Of(outline);
        var sizes = outline.Nodes.Select(size).ToArray();
        double HeightOf(int slot) => slot < sizes.Length ? sizes[slot].Height : 0;
        var middle = Heights(layers, HeightOf);
        var lefts = new double[layers.Order.Count];
        var widths = layers.Order.Select(layer => layer.Where(slot => slot < sizes.Length).Select(slot => sizes[slot].Width).DefaultIfEmpty(0).Max()).ToArray();
        var x = Margin;
        for (var layer = 0; layer < lefts.Length; layer++)
        {
            lefts[layer] = x;
            var ways = layers.Order[layer].Sum(slot => layers.Next[slot].Count);
            x += widths[layer] + Math.Clamp(NarrowGap + (GapPerWay * ways), NarrowGap, WideGap);
        }
        var top = Margin - layers.Order.SelectMany(layer => layer).Select(slot => middle[slot] - (HeightOf(slot) / 2)).DefaultIfEmpty(0).Min();
        var boxes = sizes.Select((box, slot) => new Box(lefts[layers.LayerOf[slot]], top + middle[slot] - (box.Height / 2), box.Width, box.Height)).ToArray();
        var right = boxes.Select(box => box.Right).DefaultIfEmpty(0).Max() + Margin;
        return new Layout(right, boxes.Select(box => box.Bottom).Append(top + middle.DefaultIfEmpty(0).Max()).Max() + Margin, boxes, [.. WaysOf(layers, boxes, lefts, widths, middle, top)]);
    }

    private static double[] Heights(Layers layers, Func<int, double> heightOf)
    {
        var middle = new double[layers.LayerOf.Count];
        double Gap(int one, int other) => ((heightOf(one) + heightOf(other)) / 2) + (heightOf(one) == 0 && heightOf(other) == 0 ? WayGap : BoxGap);
        foreach (var layer in layers.Order)
            for (var at = 1; at < layer.Count; at++) middle[layer[at]] = middle[layer[at - 1]] + Gap(layer[at - 1], layer[at]);
        for (var round = 0; round < Rounds; round++)
        {
            var isForward = round % 2 == 0;
            foreach (var layer in isForward ? layers.Order : layers.Order.Reverse())
            {
                double Wanted(int slot)
                {
                    var neighbours = (isForward ? layers.Previous : layers.Next)[slot];
                    return neighbours.Count == 0 ? middle[slot] : neighbours.Average(other => middle[other]);
                }
                var placed = Isotonic.Place([.. layer.Select(Wanted)], [.. layer.Zip(layer.Skip(1), Gap)]);
                foreach (var (slot, height) in layer.Zip(placed)) middle[slot] = height;
            }
        }
        return middle;
    }

    /// <summary>One way for each step between layers; those that pass a layer run level through it.</summary>
    private static IEnumerable<Way> WaysOf(Layers layers, Box[] boxes, double[] lefts, double[] widths, double[] middle, double top)
    {
        for (var slot = 0; slot < layers.Next.Count; slot++)
            foreach (var next in layers.Next[slot])
            {
                var isEnd = next < boxes.Length;
                var start = slot < boxes.Length ? (boxes[slot].Right, boxes[slot].Middle) : (lefts[layers.LayerOf[slot]] + widths[layers.LayerOf[slot]], top + middle[slot]);
                var (entry, height) = (lefts[layers.LayerOf[next]], top + middle[next]);
                List<(double X, double Y)> points = [start];
                if (slot < boxes.Length) points.Add((lefts[layers.LayerOf[slot]] + widths[layers.LayerOf[slot]], boxes[slot].Middle));   // level past the broader boxes of its layer
                points.Add((entry, height));
                if (!isEnd) points.Add((entry + widths[layers.LayerOf[next]], height));
                yield return new Way(points, isEnd);
            }
    }
}
