using System.Xml.Linq;
using Steering.Analysis;
using Steering.Flow;
using Steering.Peft;
using Steering.Reporting;

namespace Steering.Stages.Tests;

/// <summary>MRT's figures and the rows without one kind of editor: what they are made of, and that they show their numbers.</summary>
public sealed class MrtFigureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mrt-figures-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_rank_map_has_a_row_for_every_pair_of_declared_ranks_and_trains_its_own_pair_with_the_comparison()
    {
        var zoo = Tables.Tiny();
        var (own, map) = ((Mrt)zoo.MrtRows.First(row => row.Name == MrtRows.Name).Method, zoo.Mrt.Ranks);
        var table = Graph.Of(MrtFigure4.Table(zoo));
        var trained = table.Nodes.Select(node => node.Stage).OfType<Tune>().Select(tune => (Mrt)tune.Params.Method).ToList();
        Assert.Equal(from text in map.Multimodal from visual in map.Visual select own with { TextRank = text, VisionRank = visual }, trained.OrderBy(method => method.TextRank).ThenBy(method => method.VisionRank));
        Assert.Contains(own, trained);
        Assert.Equal(trained.Count - 1, table.Identities<Tune>().Keys.Except(Tables.All().Identities<Tune>().Keys, StringComparer.Ordinal).Count());
        Assert.Equal(MrtFigure4.Of(zoo).Params.Cells.Select(cell => cell.Row), MrtFigure4.Table(zoo).Params.Rows.Select(row => row.Name).SkipLast(1));   // the last is the untuned model
    }

    [Fact]
    public void The_rank_map_takes_as_many_seeds_as_the_zoo_says_or_as_a_person_asks_for()
    {
        int Seeds(ZooSettings settings) => MrtFigure4.Table(Zoos.Create("tiny", settings)).Params.Rows[0].Seeds;
        Assert.Equal(Zoos.Create("tiny", ZooSettings.None).Mrt.Ranks.Seeds, Seeds(ZooSettings.None));
        Assert.Equal(5, Seeds(new ZooSettings(SeedCount: 5, [], IsValidation: false)));
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("paper7b")]
    public void Each_removal_lacks_one_kind_of_editor_and_is_otherwise_the_method(string name)
    {
        var zoo = Zoos.Create(name, ZooSettings.None);
        var own = zoo.MrtRows.First(row => row.Name == MrtRows.Name);
        var removals = MrtRows.Removals.Select(removal => zoo.MrtRows.Single(row => row.Name == removal)).ToList();
        Assert.Equal([MrtEditors.Vision, MrtEditors.Connector, MrtEditors.Prefix, MrtEditors.Suffix], removals.Select(row => MrtEditors.All & ~((Mrt)row.Method).Editors));
        Assert.All(removals, row => Assert.Equal((own.Method, own.Recipe), ((IPeftMethod)((Mrt)row.Method with { Editors = MrtEditors.All }), row.Recipe)));
        var counts = removals.Append(own).Select(row => TrainableCount.Of(zoo.LanguageShape, zoo.Parts.Connector, zoo.VisionShape, row.Method)).Select(count => count.Language + count.Connector + count.Vision).ToList();
        Assert.All(counts.SkipLast(1), count => Assert.InRange(count, 1, counts[^1] - 1));
    }

    [Fact]
    public void The_landscapes_survey_models_that_tables_train_on_the_set_they_were_tuned_on()
    {
        var zoo = Tables.Tiny();
        var figure = Graph.Of(MrtFigure5.Of(zoo));
        Assert.Empty(figure.Identities<Tune>().Keys.Except(Tables.All().Identities<Tune>().Keys, StringComparer.Ordinal));
        var surveys = figure.Nodes.Select(node => node.Stage).OfType<Survey>().ToList();
        Assert.Equal(["FT", "LoRA", "MRT"], MrtFigure5.Of(zoo).Params.Rows.Order(StringComparer.Ordinal));
        Assert.Equal(3, surveys.Count);
        Assert.Single(surveys.Select(survey => survey.Params.Rules).Distinct());
        Assert.All(surveys, survey => Assert.Contains(figure[survey].Upstream, node => node.Stage is Prepare { Params.Name: "tuning" }));
        Assert.All(surveys, survey => Assert.Equal(survey.Params.Method.Within(ModelPart.Vision) is not null, survey.Params.Pixels is not null));
    }

    [Fact]
    public void Control_is_tried_on_other_pictures_than_it_is_trained_on_by_editors_of_the_fully_tuned_model()
    {
        var zoo = Tables.Tiny();
        var table = MrtFigure3.Of(zoo)!;
        var graph = Graph.Of(table);
        var (redirect, examine) = (graph.Nodes.Single(node => node.Stage is Redirect), graph.Nodes.Single(node => node.Stage is Examine));
        string Located(StageNode node) => ((Locate)node.Upstream.Single(other => other.Stage is Locate).Stage).Params.Name;
        Assert.NotEqual(Located(redirect), Located(examine));
        var fold = Assert.Single(graph.Nodes, node => node.Stage is Fold);
        Assert.Contains(fold, redirect.Upstream);
        Assert.Contains(fold, examine.Upstream);
        Assert.Equal(zoo.Rows[0].Method, ((Fold)fold.Stage).Params.Method);
        Assert.Equal(((Redirect)redirect.Stage).Params.Rules.Wanted, ((Examine)examine.Stage).Params.Rules.Wanted);
        Assert.Equal(table.Params.Columns.Count, table.Params.Columns.SelectMany(column => column.Categories).Distinct().Count());
    }

    [Theory]
    [InlineData("paper3b")]
    [InlineData("paper7b")]
    public void A_zoo_that_knows_no_tokens_has_no_control_and_its_claim_says_so(string name)
    {
        var zoo = Zoos.Create(name, ZooSettings.None);
        Assert.Null(MrtFigure3.Of(zoo));
        Assert.IsType<Open>(MrtClaims.Of(zoo).Single(claim => claim.Id == "MRT-05").Test);
        var graph = Graph.Of([MrtFigure4.Of(zoo), MrtFigure5.Of(zoo)]);
        var costs = new CostModel(zoo, Accelerator.A100, Steering.Tests.Golden.Repository);
        Assert.All(graph.Nodes.Select(node => node.Stage).OfType<Survey>(), survey => Assert.InRange(costs.Of(survey)!.Seconds, 60, 1e6));
    }

    [Fact]
    public async Task The_rank_figure_writes_every_score_into_its_cell_and_the_highest_is_the_darkest()
    {
        var figure = MrtFigure4.Of(Tables.Tiny());
        var table = Path.Combine(_folder.FullName, "table.csv");
        var column = figure.Params.Columns[0];
        var rows = figure.Params.Cells.Select((cell, i) => new Row([cell.Row, "paper"], [new Cell(100), new Cell(40.5 + (i * 7 % 9), 504, 30, 60)]));
        CsvFile.Write(table, new Grid(["Method", "Kind"], [new Column("TP*", Measure.Count), new Column(column)], [.. rows]));
        await figure.RunAsync(new StageRun(figure, [table], _folder.FullName), CancellationToken.None);
        var cells = XDocument.Load(Path.Combine(_folder.FullName, figure.Chart.FileName)).Descendants().Where(element => element.Name.LocalName == "rect" && element.Attribute("fill") is not null)
            .Select(cell => (Fill: cell.Attribute("fill")!.Value, Text: cell.Parent!.Elements().Single(element => element.Name.LocalName == "text").Value)).ToList();
        Assert.Equal(figure.Params.Cells.Select((_, i) => $"{40.5 + (i * 7 % 9):0.0}"), cells.Select(cell => cell.Text));
        Assert.Equal("48.5", cells.Single(cell => cell.Fill == "#08306b").Text);
        var numbers = CsvFile.Read(Path.Combine(_folder.FullName, figure.Numbers.FileName), 2);
        Assert.Equal(figure.Params.Cells.Select((_, i) => (double?)(40.5 + (i * 7 % 9))), numbers.Rows.SelectMany(row => row.Cells).Select(cell => cell.Value));
        Assert.All(numbers.Rows, row => Assert.Equal(column, row.Labels[0]));
    }

    [Fact]
    public async Task The_landscape_figure_has_a_map_for_each_row_its_line_of_twice_the_least_loss_and_all_areas()
    {
        var figure = MrtFigure5.Of(Tables.Tiny());
        double[] steps = [-1, -0.5, 0, 0.5, 1];
        var paths = figure.Params.Rows.Select((row, number) =>
        {
            var path = Path.Combine(_folder.FullName, $"{number}.csv");
            LossFile.Write(path, Enumerable.Range(1, 3).Select(pair => Bowl(pair, steps, 0.5 + (0.2 * number) + (0.03 * pair))));
            return path;
        }).ToList();
        await figure.RunAsync(new StageRun(figure, paths, _folder.FullName), CancellationToken.None);
        var svg = XDocument.Load(Path.Combine(_folder.FullName, figure.Chart.FileName));
        Assert.Equal(figure.Params.Rows.Count * 25, svg.Descendants().Count(element => element.Name.LocalName == "rect" && element.Attribute("fill") is not null));
        Assert.Equal(figure.Params.Rows.Count, svg.Descendants().Count(element => element.Name.LocalName == "path"));
        var numbers = CsvFile.Read(Path.Combine(_folder.FullName, figure.Numbers.FileName), 2);
        Assert.Equal(figure.Params.Rows.SelectMany(row => ((string[])["1", "2", "3", "all"]).Select(pair => (row, pair))), numbers.Rows.Select(row => (row.Labels[0], row.Labels[1])));
        var areas = numbers.Rows.Where(row => row.Labels[1] == "all").Select(row => row.Cells[numbers.IndexOf("Area within twice the least loss")]).ToList();
        Assert.True(areas[0].Value < areas[1].Value && areas[1].Value < areas[2].Value);   // the bowls widen
        Assert.All(areas, area => Assert.True(area.Low < area.Value && area.Value < area.High));
        Assert.Equal(figure.Params.Rows.Count * 3 * 25, File.ReadAllLines(Path.Combine(_folder.FullName, figure.Points.FileName)).Length - 1);
    }

    internal static LossMap Bowl(int pair, double[] steps, double radius) => new(pair, steps, [.. steps.SelectMany(b => steps.Select(a => 1 + (((a * a) + (b * b)) / (radius * radius))))]);
}
