using Steering.Flow;
using Steering.Models;
using Steering.Peft;

namespace Steering.Stages.Tests;

/// <summary>Rows that reach into the vision tower read pixels; all others keep what the frozen tower made of them.</summary>
public sealed class TowerTests
{
    private static Graph Graph { get; } = Tables.All();

    [Fact]
    public void Pixels_are_read_where_and_only_where_a_method_does_something_in_the_tower()
    {
        IPeftMethod[] others =
        [
            new Mrt(2, 2, 2, Editors: MrtEditors.All & ~MrtEditors.Vision), new FrozenEdits(new PerPart(Vision: new MoReS(1))), new FrozenEdits(new MoReS(1)),
            new Quantised(new PerPart(Vision: new Lora(2, 4, 0)), QuantisedForm.Nf4), new Quantised(new Lora(2, 4, 0), QuantisedForm.Nf4),
            new PerPart(new Lora(2, 4, 0), Connector: new Frozen()),
        ];
        var zoo = Tables.Tiny();
        var table = Flow.Graph.Of(new TableBuilder(zoo).Build("others", "", [.. others.Select((method, i) => zoo.Rows[0] with { Name = $"other {i}", Method = method })], zoo.Columns));
        var seen = Graph.Nodes.Concat(table.Nodes).Select(node => node.Stage).Select(stage => (Stage: stage, Method: MethodOf(stage))).Where(pair => pair.Method is not null).ToArray();
        Assert.Equal([false, true], seen.Select(pair => ReachesTower(pair.Method!)).Distinct().Order());   // filtered just now
        foreach (var (stage, method) in seen)
        {
            var (pixels, features) = (stage.Inputs.OfType<Artifact<Raw>>().Count(), stage.Inputs.OfType<Artifact<Features>>().Count());
            Assert.Equal(ReachesTower(method!) ? (1, 0) : (0, 1), (pixels, features));
        }
    }

    [Fact]
    public void Tables_share_the_trainings_and_answers_of_the_rows_they_share()
    {
        var zoo = Tables.Tiny();
        var shared = zoo.Rows.Intersect(zoo.MrtRows).ToArray();
        Assert.NotEmpty(shared);
        var (first, second) = (Flow.Graph.Of(Table1.Of(zoo)), Flow.Graph.Of(MrtTable.Of(zoo)));
        var columns = zoo.Columns.Intersect(zoo.MrtColumns).Select(column => column.Items.Name).Distinct().ToArray();
        Assert.NotEmpty(columns);
        foreach (var row in shared)
        {
            string[] labels = [$"Tune {row.Name} seed 1", .. columns.Select(column => $"Answer {row.Name} seed 1 {column}")];
            Assert.Equal(labels.Select(label => Identity(first, label)), labels.Select(label => Identity(second, label)));
        }
    }

    [Fact]
    public async Task What_is_tuned_in_the_tower_is_counted_in_a_column_of_its_own()
    {
        var table = Graph.Nodes.Select(node => node.Stage).OfType<Tabulate>().Single(table => table.Params.Counts.Contains(CountedColumn.Tower));
        Assert.EndsWith("mrt", table.Params.Place, StringComparison.Ordinal);
        foreach (var row in Tables.Tiny().MrtRows)
        {
            var number = table.Cells.Single(cell => cell.Row == row.Name && cell.Column == CountedColumn.Tower.Header);
            var count = (Count)number.Parts[0].Result.Producer!;
            var folder = Directory.CreateTempSubdirectory("count");
            await count.RunAsync(new StageRun(count, [], folder.FullName), CancellationToken.None);
            Assert.Equal(ReachesTower(row.Method), number.Sum([Path.Combine(folder.FullName, count.Trainable.FileName)]).Value > 0);
            folder.Delete(recursive: true);
        }
    }

    private static string Identity(Graph graph, string label) => Assert.Single(graph.Nodes, node => node.Label == label).Identity;

    private static IPeftMethod? MethodOf(IStage stage) => stage switch { Tune tune => tune.Params.Method, Answer answer => answer.Params.Method, Attend attend => attend.Params.Method, _ => null };

    /// <summary>Whether a method leaves anything at all in a tower: found by grafting it.</summary>
    private static bool ReachesTower(IPeftMethod method)
    {
        var zoo = Tables.Tiny();
        using var tower = VisionTowers.OnMeta(zoo.VisionShape);
        var before = tower.AsModule.state_dict().Count;
        using var model = new Llava(CausalLanguageModel.OnMeta(zoo.LanguageShape), Connector.OnMeta(zoo.Parts.Connector, zoo.VisionShape.Width, zoo.LanguageShape.Width), tower);
        var grafted = Grafting.Apply(model, method, seed: 0);
        return grafted.VisionCount > 0 || tower.AsModule.state_dict().Count != before || tower.LinearSites.Any(site => tower.Map(site).IsQuantised);
    }
}
