namespace Steering.Flow.Tests;

public sealed class OutlineTests
{
    [Fact]
    public void What_plays_one_part_is_one_box_and_what_plays_another_is_not()
    {
        var outline = Toy(isFull: false);
        Assert.Equal(["Data set", "Train * seed * ×4", "Score * seed * ×4", "Table timed"], outline.Nodes.Select(DagSvg.Title));
        Assert.Equal([(0, 1), (1, 2), (2, 3)], outline.Edges);
        Assert.Equal("1 failed, 1 stale, 2 current", DagSvg.Note(outline.Nodes[1]));
        Assert.Equal(NodeState.Failed, outline.Nodes[1].Worst);
    }

    [Fact]
    public void In_full_every_stage_is_a_box() => Assert.Equal(10, Toy(isFull: true).Nodes.Count);

    [Fact]
    public void A_source_is_a_box_of_its_own()
    {
        var outline = Outline.Of(Graph.Of(new CountPages(new Source<Words>("atlas/pages"))), _ => NodeState.Current);
        Assert.Equal(["atlas/pages", "Count pages"], outline.Nodes.Select(node => node.Name));
        Assert.Equal([(0, 1)], outline.Edges);
    }

    [Fact]
    public void A_chain_too_long_to_refine_is_drawn_by_depth()
    {
        var last = new Join(new JoinParams("0"));
        for (var link = 1; link < 200; link++) last = new Join(new JoinParams($"{link}"), last.Text);
        var outline = Outline.Of(Graph.Of(last), _ => NodeState.Current);
        Assert.Equal(200, outline.Nodes.Sum(node => node.Count));
        Assert.All(outline.Edges, edge => Assert.True(edge.From < edge.To));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_two_boxes_overlap_no_arrow_crosses_a_box_and_all_lies_on_the_page(int seed)
    {
        foreach (var outline in new[] { Random(seed, 60, 0.06), Random(seed, 9, 0.4), Toy(isFull: true) })
        {
            var layout = Layout.Of(outline, DagSvg.Size);
            foreach (var (one, other) in layout.Boxes.SelectMany((box, at) => layout.Boxes.Skip(at + 1).Select(next => (box, next))))
                Assert.True(one.Right <= other.Left || other.Right <= one.Left || one.Bottom <= other.Top || other.Bottom <= one.Top, $"{one} and {other} overlap");
            Assert.All(layout.Boxes, box => Assert.True(box is { Left: >= 0, Top: >= 0 } && box.Right <= layout.Width && box.Bottom <= layout.Height));
            foreach (var (x, y) in layout.Ways.SelectMany(way => way.Points.Zip(way.Points.Skip(1)).SelectMany(step => Curve(step.First, step.Second))))
                Assert.DoesNotContain(layout.Boxes, box => x > box.Left + 0.01 && x < box.Right - 0.01 && y > box.Top && y < box.Bottom);
        }
    }

    [Fact]
    public void Every_edge_has_a_way_that_ends_at_its_box()
    {
        var outline = Random(7, 40, 0.1);
        var layout = Layout.Of(outline, DagSvg.Size);
        foreach (var (from, to) in outline.Edges)
        {
            var open = new Stack<(double X, double Y)>([(layout.Boxes[from].Right, layout.Boxes[from].Middle)]);
            var reached = new HashSet<(double X, double Y)>();
            while (open.TryPop(out var point))
                foreach (var way in layout.Ways.Where(way => way.Points[0] == point && reached.Add(way.Points[^1]))) open.Push(way.Points[^1]);
            Assert.Contains(reached, point => Math.Abs(point.X - layout.Boxes[to].Left) < 1e-9 && Math.Abs(point.Y - layout.Boxes[to].Middle) < 1e-9);
        }
        Assert.Equal(outline.Edges.Count, layout.Ways.Count(way => way.IsEnd));
    }

    [Fact]
    public void Things_are_placed_as_near_as_can_be_to_where_they_want_to_be()
    {
        Assert.Equal([0, 10, 30], Isotonic.Place([0, 10, 30], [5, 5]));
        Assert.Equal([-5, 5, 30], Isotonic.Place([0, 0, 30], [10, 10]));
        Assert.Equal([0, 10, 20], Isotonic.Place([20, 10, 0], [10, 10]));
        Assert.Empty(Isotonic.Place([], []));
    }

    [Fact]
    public void Pictures_are_well_formed_and_equal_graphs_give_equal_bytes()
    {
        var outline = Outline.Of(Graph.Of(new Join(new JoinParams("<&\"'>"), new Write(new WriteParams("]]>")).Text)), _ => NodeState.Stale);
        var svg = DagSvg.Draw(outline, "a <title> & more");
        Assert.Contains(System.Xml.Linq.XDocument.Parse(svg).Descendants(), element => element.Value == "Join <&\"'>");
        Assert.Equal(svg, DagSvg.Draw(outline, "a <title> & more"));
    }

    [Fact]
    public void Other_drawing_programs_are_told_the_same()
    {
        Assert.Equal("""
            digraph stages {
              label="Toy \"table\""; labelloc=t; rankdir=LR; fontname="Helvetica";
              node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11];
              n0 [label="Data set", fillcolor="#d3f2da", color="#2da44e"];
              n1 [label="Train * seed * ×4\n1 failed, 1 stale, 2 current", fillcolor="#ffd0cc", color="#cf222e"];
              n2 [label="Score * seed * ×4\n4 current", fillcolor="#d3f2da", color="#2da44e"];
              n3 [label="Table timed", fillcolor="#d3f2da", color="#2da44e"];
              n0 -> n1;
              n1 -> n2;
              n2 -> n3;
            }

            """, DagText.Dot(Toy(isFull: false), "Toy \"table\""));
        Assert.StartsWith("flowchart LR\n  n0[\"Data set\"]:::current\n  n1[\"Train * seed * ×4<br/>1 failed, 1 stale, 2 current\"]:::failed\n", DagText.Mermaid(Toy(isFull: false)), StringComparison.Ordinal);
        Assert.Contains("  n2 --> n3\n", DagText.Mermaid(Toy(isFull: false)), StringComparison.Ordinal);
    }

    private static Outline Toy(bool isFull) => Outline.Of(
        Graph.Of(TimedTable.Make(new FakeClock())), node => node.Label switch { "Train A seed 1" => NodeState.Failed, "Train A seed 2" => NodeState.Stale, _ => NodeState.Current }, isFull);

    private static Outline Random(int seed, int count, double density)
    {
        var random = new Random(seed);
        var edges = Enumerable.Range(0, count).SelectMany(to => Enumerable.Range(0, to).Where(_ => random.NextDouble() < density).Select(from => (from, to))).ToArray();
        return new Outline([.. Enumerable.Range(0, count).Select(at => new OutlineNode(new string('n', random.Next(3, 40)), "kind", random.Next(1, 3), [(NodeState.Current, 1)]))], edges);
    }

    /// <summary>Points of the curve that is drawn between two points: level at both ends.</summary>
    private static IEnumerable<(double X, double Y)> Curve((double X, double Y) from, (double X, double Y) to)
    {
        for (var t = 0.0; t <= 1; t += 0.02)
        {
            var (a, b, c, d) = ((1 - t) * (1 - t) * (1 - t), 3 * t * (1 - t) * (1 - t), 3 * t * t * (1 - t), t * t * t);
            var middle = (from.X + to.X) / 2;
            yield return ((a * from.X) + ((b + c) * middle) + (d * to.X), ((a + b) * from.Y) + ((c + d) * to.Y));
        }
    }
}
