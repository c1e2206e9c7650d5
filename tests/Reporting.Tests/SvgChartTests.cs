using System.Globalization;
using System.Xml.Linq;

namespace Steering.Reporting.Tests;

public sealed class SvgChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static Grid Toy => new(
        ["Method"],
        [new Column("TP*", Measure.Count), new Column("VQAv2"), new Column("A<B & C")],
        [
            new Row(["FT"], [new Cell(800_000), new Cell(79, 500, 75, 83), new Cell(60)]),
            new Row(["LoRA"], [new Cell(790_000), new Cell(78.9, 500, 75, 82), Cell.Missing("not run")]),
            new Row(["MoReS-B"], [new Cell(512), new Cell(70, 500, 66, 74), new Cell(55)]),
            new Row(["Connector only"], [new Cell(0), new Cell(69, 500, 65, 73), new Cell(50)]),
        ]);

    private static string Text => SvgChart.ParametersAgainstScores(Toy, "Tiny & \"small\"", "TP*", ["VQAv2", "A<B & C"]);

    [Fact]
    public void It_is_well_formed_and_the_same_every_time()
    {
        Assert.Equal("svg", XDocument.Parse(Text).Root!.Name.LocalName);
        Assert.Equal(Text, Text);
    }

    [Fact]
    public void Every_value_has_a_dot_and_an_interval_where_there_is_one()
    {
        var document = XDocument.Parse(Text);

        Assert.Equal(7, document.Descendants(Svg + "circle").Count());
        Assert.Equal(4, document.Descendants(Svg + "line").Count(line => line.Attribute("stroke-width") is not null));
        Assert.Equal(2, document.Descendants(Svg + "circle").Count(dot => dot.Attribute("class")!.Value == "mark"));
    }

    [Fact]
    public void More_parameters_lie_further_right_and_better_scores_higher()
    {
        var panel = XDocument.Parse(Text).Root!.Elements(Svg + "g").First();
        var dots = panel.Descendants(Svg + "circle").Select(dot => (X: Number(dot, "cx"), Y: Number(dot, "cy"))).ToList();

        Assert.True(dots[3].X < dots[2].X && dots[2].X < dots[1].X && dots[1].X < dots[0].X + 1);
        Assert.True(dots[0].Y < dots[2].Y && dots[2].Y < dots[3].Y);
    }

    [Fact]
    public void Names_do_not_cover_each_other()
    {
        foreach (var panel in XDocument.Parse(Text).Root!.Elements(Svg + "g"))
        {
            var names = panel.Elements(Svg + "g").Select(point => point.Element(Svg + "text")!)
                .Select(text => (From: Number(text, "x"), To: Number(text, "x") + (6 * text.Value.Length), Y: Number(text, "y"))).ToList();
            for (var i = 0; i < names.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    Assert.False(names[i].From < names[j].To && names[j].From < names[i].To && Math.Abs(names[i].Y - names[j].Y) < 11);
                }
            }
        }
    }

    [Fact]
    public void It_has_colours_for_light_and_for_dark_ground() => Assert.Contains("prefers-color-scheme: dark", Text, StringComparison.Ordinal);

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
