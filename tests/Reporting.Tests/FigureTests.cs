using System.Globalization;
using System.Xml.Linq;

namespace Steering.Reporting.Tests;

/// <summary>What every figure must be: well formed, described, the same every time, and true to its numbers.</summary>
public sealed class FigureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly LayerSeries[] Series =
    [
        new("FT", DotKind.Plain, [Cell(0.5, 0.1), Cell(1.5, 0.1), Cell(1, 0.2)]),
        new("MoReS-B", DotKind.Highlighted, [Cell(1, 0.1), new Cell(null), Cell(2, 0.5)]),
        new("A<B & C", DotKind.Control, [Cell(0.7, 0.1), Cell(0.8, 0.1), Cell(0.9, 0.1)]),
        new("MoReS-L", DotKind.Highlighted, [Cell(0.2, 0.1), Cell(0.3, 0.1), Cell(0.4, 0.1)]),
    ];

    private static string Lines => SvgFigure.Of("Lines & \"more\"", "Three lines.", [[LayerLines.Draw("LMAR", "ratio", Series, level: 1), LayerLines.Legend(Series)]], ["A note."]);

    private static string Bars => SvgFigure.Of("Bars", "Shares.", [[ShareBars.Draw("FT", "visual tokens", [Cell(20, 5), Cell(80, 5), new Cell(null)]), ShareBars.Legend("visual tokens", 300)]], []);

    private static string Pictures => SvgFigure.Of("Pictures", "Two.", [[PictureTable.Draw("What?", [1, 2, 3], [("FT", [new([4], "Light on a red thing.", "layer 1"), new([5], "Light.", "layer 2")]), ("LoRA", [new([6], "Light.", "layer 1")])])]], []);

    private static string Heat => SvgFigure.Of("Heat", "Four.", [[
        HeatMap.Draw("Ranks & more", HeatAxis.OfLabels("visual", ["2", "8"]), HeatAxis.OfLabels("text", ["1", "4"]), [[Hot(0), Hot(0.5)], [Hot(1), new HeatCell(null, "", "none")]], lines: [new HeatLine(0, 0, 1, 1)])]], []);

    public static TheoryData<string> Figures => [Lines, Bars, Pictures, Heat];

    [Theory]
    [MemberData(nameof(Figures))]
    public void A_figure_is_well_formed_and_tells_a_screen_reader_what_it_is(string svg)
    {
        var root = XDocument.Parse(svg).Root!;
        Assert.Equal("img", root.Attribute("role")!.Value);
        var told = root.Attribute("aria-labelledby")!.Value.Split(' ');
        Assert.Equal([root.Element(Svg + "title")!, root.Element(Svg + "desc")!], told.Select(id => root.Elements().Single(element => element.Attribute("id")?.Value == id)));
        Assert.All(root.Elements().Take(2), element => Assert.NotEmpty(element.Value));
        Assert.Contains("prefers-color-scheme: dark", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_class_that_a_figure_uses_has_a_look()
    {
        var used = new[] { Lines, Bars, Pictures, Heat }.SelectMany(svg => XDocument.Parse(svg).Descendants().Attributes("class")).Select(name => name.Value).Distinct(StringComparer.Ordinal);
        Assert.All(used, name => Assert.Contains($".{name} ", Lines[..Lines.IndexOf("</style>", StringComparison.Ordinal)], StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_numbers_give_equal_bytes_in_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var (lines, bars) = (Lines, Bars);
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal((lines, bars), (Lines, Bars));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_layer_without_a_value_is_a_gap_and_no_zero()
    {
        var lines = XDocument.Parse(Lines).Descendants(Svg + "polyline").GroupBy(line => line.Parent!.Element(Svg + "title")!.Value.Split(':')[0]).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(1, lines["FT"]);
        Assert.Equal(2, lines["MoReS-B"]);
        Assert.Equal(2, XDocument.Parse(Bars).Descendants(Svg + "rect").Count(bar => bar.Attribute("class")!.Value == "visual" && bar.Parent!.Element(Svg + "title") is not null));
    }

    [Fact]
    public void Larger_values_lie_higher_and_bands_hold_their_lines()
    {
        var line = XDocument.Parse(Lines).Descendants(Svg + "polyline").First();
        var heights = Points(line).Select(point => point.Y).ToList();
        Assert.True(heights[0] > heights[2] && heights[2] > heights[1]);   // down is larger
        var band = Points(XDocument.Parse(Lines).Descendants(Svg + "polygon").First());
        for (var layer = 0; layer < 3; layer++) Assert.True(band[layer].Y < heights[layer] && band[^(layer + 1)].Y > heights[layer]);
    }

    [Fact]
    public void An_interval_that_reaches_below_zero_ends_at_the_floor_of_a_logarithmic_axis()
    {
        var panel = LayerLines.Draw("N", "u", [new("FT", DotKind.Plain, [new Cell(100, 10, -50, 250), new Cell(1, 10, 0.5, 1.5)])], height: 300);
        var svg = XDocument.Parse(SvgFigure.Of("T", "D", [[panel]], []));
        Assert.All(Points(svg.Descendants(Svg + "polygon").Single()), point => Assert.InRange(point.Y, 0, 300 - 40));
        Assert.Throws<ArgumentException>(() => LayerLines.Draw("N", "u", [new("FT", DotKind.Plain, [new Cell(0)])]));
    }

    [Fact]
    public void No_two_lines_look_alike()
    {
        var looks = XDocument.Parse(Lines).Descendants(Svg + "g").Where(group => group.Element(Svg + "title") is not null && group.Elements(Svg + "polyline").Any())
            .Select(group => (group.Attribute("class")!.Value, group.Element(Svg + "polyline")!.Attribute("stroke-dasharray")?.Value));
        Assert.Distinct(looks);
    }

    [Fact]
    public void Bars_are_as_high_as_their_shares()
    {
        var bars = XDocument.Parse(Bars).Descendants(Svg + "g").Where(group => group.Element(Svg + "title") is not null).Select(group => group.Elements(Svg + "rect").Select(bar => Number(bar, "height")).ToList()).ToList();
        Assert.Equal(2, bars.Count);
        Assert.Equal(0.2, bars[0][1] / bars[0].Sum(), 0.01);
        Assert.Equal(0.8, bars[1][1] / bars[1].Sum(), 0.01);
    }

    [Fact]
    public void A_hotter_cell_is_darker_its_text_can_be_read_on_it_and_one_without_a_value_has_none()
    {
        var cells = XDocument.Parse(Heat).Descendants(Svg + "g").Where(group => group.Element(Svg + "title") is not null).Select(group => group.Element(Svg + "rect")!).ToList();
        Assert.Equal(4, cells.Count);
        var light = cells.Take(3).Select(cell => Light(cell.Attribute("fill")!.Value)).ToList();
        Assert.True(light[0] > light[1] && light[1] > light[2], string.Join(' ', light));
        Assert.Equal(["0", "0.5", "1"], cells.Take(3).Select(cell => cell.Parent!.Element(Svg + "text")!.Value));
        foreach (var cell in cells.Take(3))
        {
            var (ground, ink) = (Light(cell.Attribute("fill")!.Value), Light(cell.Parent!.Element(Svg + "text")!.Attribute("fill")!.Value));
            Assert.True((Math.Max(ground, ink) + 0.05) / (Math.Min(ground, ink) + 0.05) >= 4.5, $"{ground} under {ink}");   // WCAG 2.1, 1.4.3
        }
        Assert.Null(cells[3].Attribute("fill"));
        Assert.Equal(1, Number(cells[1], "x") - Number(cells[0], "x") - Number(cells[0], "width") + 1, 0.11);   // side by side, no gap
        Assert.Throws<ArgumentException>(() => HeatMap.Draw("N", HeatAxis.OfLabels("a", ["1"]), HeatAxis.OfLabels("b", ["1"]), [[Hot(0), Hot(1)]]));
    }

    [Fact]
    public void Cells_around_places_reach_half_way_to_the_next_and_the_last_places_end_the_map()
    {
        var axis = HeatAxis.OfPlaces("a", [-1, -0.25, 0, 0.25, 1]);
        Assert.Equal([-1, -0.625, -0.125, 0.125, 0.625, 1], axis.Borders);
        Assert.Equal([(-1, "-1"), (0, "0"), (1, "1")], axis.Ticks);
    }

    [Fact]
    public void A_picture_is_in_the_file_once_and_every_light_on_it_has_words()
    {
        var svg = XDocument.Parse(Pictures);
        var picture = Assert.Single(svg.Descendants(Svg + "image"), image => image.Attribute("href")!.Value == "data:image/png;base64," + Convert.ToBase64String([1, 2, 3]));
        Assert.Equal(5, svg.Descendants(Svg + "use").Count(use => use.Attribute("href")!.Value == "#" + picture.Attribute("id")!.Value));   // once plain in each row, once under each light
        var lights = svg.Descendants(Svg + "image").Where(image => image.Attribute("class")?.Value == "shade").ToList();
        Assert.Equal(3, lights.Count);
        Assert.Equal("Light on a red thing.", lights[0].Parent!.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Methods_that_train_nothing_stand_beside_each_other_and_their_names_apart()
    {
        ScatterDot[] dots = [.. Enumerable.Range(0, 4).Select(i => new ScatterDot($"A control with a name {i}", 0, Cell(50, 20), DotKind.Control)), new("FT", 1e6, Cell(50, 1), DotKind.Plain)];
        var panel = XDocument.Parse(SvgFigure.Of("T", "D", [[ScatterPanel.Draw("S", "TP*", dots)]], []));
        Assert.Distinct(panel.Descendants(Svg + "circle").Select(dot => Number(dot, "cx")));
        var names = panel.Descendants(Svg + "circle").Select(dot => dot.Parent!.Element(Svg + "text")!).Select(text => (X: Number(text, "x"), Y: Number(text, "y"), Width: 6 * text.Value.Length)).ToList();
        for (var i = 0; i < names.Count; i++)
            for (var j = 0; j < i; j++)
                Assert.False(names[i].X < names[j].X + names[j].Width && names[j].X < names[i].X + names[i].Width && Math.Abs(names[i].Y - names[j].Y) < 11);
    }

    [Theory]
    [InlineData(0.12, 0.31)]
    [InlineData(0.004, 1250)]
    [InlineData(1, 1)]
    public void Lines_of_any_range_stay_in_the_plot_and_have_a_few_ticks(double least, double most)
    {
        var panel = LayerLines.Draw("N", "u", [new("FT", DotKind.Plain, [new Cell(least), new Cell(most)])], height: 300);
        var svg = XDocument.Parse(SvgFigure.Of("T", "D", [[panel]], []));
        Assert.All(Points(svg.Descendants(Svg + "polyline").Single()), point => Assert.InRange(point.Y, 0, 300 - 40));
        Assert.InRange(svg.Descendants(Svg + "line").Count(line => line.Attribute("class")!.Value == "rule"), 2, 9);
    }

    private static HeatCell Hot(double shade) => new(shade, shade.ToString("0.#", CultureInfo.InvariantCulture), $"{shade}");

    /// <summary>Relative luminance (WCAG 2.1).</summary>
    private static double Light(string colour)
    {
        var parts = Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(part => part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToList();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static Cell Cell(double value, double half) => new(value, 10, value - half, value + half);

    private static List<(double X, double Y)> Points(XElement shape) =>
        [.. shape.Attribute("points")!.Value.Split(' ').Select(point => point.Split(',')).Select(pair => (double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture)))];

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
