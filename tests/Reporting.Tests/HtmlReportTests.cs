using System.Text.Json;
using System.Text.RegularExpressions;
using Steering.Reporting.Html;

namespace Steering.Reporting.Tests;

/// <summary>The one-page report: whole, safe, and readable by everybody.</summary>
public sealed partial class HtmlReportTests
{
    private const string Hostile = "</script><script>alert(1)</script> \"x\" 'y' & <b>";

    [Fact]
    public void It_asks_nobody_for_anything()
    {
        var page = HtmlReport.ToText(Sample());
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        foreach (Match link in Links().Matches(page)) Assert.DoesNotContain("//", link.Groups["to"].Value, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_of_a_table_or_claim_becomes_a_tag()
    {
        var page = HtmlReport.ToText(Sample());
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Equal(2, Scripts().Count(page));   // the stories and the program
    }

    [Fact]
    public void Every_number_opens_the_facts_behind_it()
    {
        var page = HtmlReport.ToText(Sample());
        var stories = JsonSerializer.Deserialize<string[][][]>(Stories().Match(page).Groups["json"].Value)!;
        var opened = Opens().Matches(page).Select(match => int.Parse(match.Groups["at"].Value)).ToArray();
        Assert.Equal(Enumerable.Range(0, stories.Length), opened.Order());
        Assert.Contains(stories, story => story.Any(fact => fact is ["Make again", var text] && text.Contains("LoRA/VQAv2", StringComparison.Ordinal)));
        Assert.Contains(stories, story => story.Any(fact => fact[1] == Hostile));
    }

    [Fact]
    public void It_can_be_read_by_ear()
    {
        var page = HtmlReport.ToText(Sample());
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Equal(Tables().Count(page), Captions().Count(page));
        var ids = Ids().Matches(page).Select(match => match.Groups["id"].Value).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        foreach (Match named in Named().Matches(page)) Assert.Contains(named.Groups["id"].Value, ids);
        Assert.DoesNotContain("<img src=\"data:image/svg+xml;base64,PHN2Zy8+\" alt=\"\">", page, StringComparison.Ordinal);
        Assert.Contains("✓</span> holds", page, StringComparison.Ordinal);   // a sign and a word, not colour alone
    }

    [Fact]
    public void The_paper_stands_under_ours_and_signs_tell_what_lies_clear_of_the_reference_row()
    {
        var page = HtmlReport.ToText(Sample());
        Assert.Matches("paper </span>77\\.6</span>", page);
        Assert.Single(Regex.Matches(page, "class=\"above\" title"));   // LoRA's interval lies above the control's
        Assert.DoesNotContain("class=\"below\" title", page, StringComparison.Ordinal);
    }

    internal static Report Sample()
    {
        Row[] rows =
        [
            new(["LoRA", "paper"], [new Cell(73_728), new Cell(51.1, 504, 47.1, 55.0)], Hostile),
            new(["MoReS-B", "paper"], [new Cell(1_028), new Cell(32.4, 504, 28.4, 36.4)]),
            new(["Connector only", "control"], [Cell.Missing(), new Cell(28.8, 504, 24.9, 32.8)]),
        ];
        var ours = new Grid(["Method", "Kind"], [new Column("TP*", Measure.Count), new Column("VQAv2")], rows);
        var paper = new Grid(["Model", "Method"], [new Column("TP*", Measure.Count), new Column("VQAv2")], [new Row(["3B", "LoRA"], [new Cell(188_740_000), new Cell(77.6)])]);
        return new Report(
            "A report " + Hostile, "Another scale.", [new Fact("Program", "commit 1234")],
            [new ReportClaim("LS-05", Verdict.Holds, Hostile, "§1", "a test", "−1.0", "fails"), new ReportClaim("LS-06", Verdict.NotRun, "text", "", "a test", "", "")],
            [new ReportTable("table1", ours, "Table 1", paper, "Connector only", ["table1.csv"], (row, column) => [new Fact("Scored by", Hostile), new Fact("Make again", $"./build.sh 'table1:{row}/{column}'")])],
            [new ReportFigure("figure1", "Figure 1", "What it shows", "<svg/>", ["figure1.svg"])]);
    }

    [GeneratedRegex("(src|href)=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Links();

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();

    [GeneratedRegex("id=\"stories\">(?<json>.*?)</script>", RegexOptions.ExplicitCapture)]
    private static partial Regex Stories();

    [GeneratedRegex("data-story=\"(?<at>[0-9]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Opens();

    [GeneratedRegex("<table")]
    private static partial Regex Tables();

    [GeneratedRegex("<caption>")]
    private static partial Regex Captions();

    [GeneratedRegex(" id=\"(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Ids();

    [GeneratedRegex("(aria-labelledby|data-filters|href)=\"#?(?<id>[a-z0-9-]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
