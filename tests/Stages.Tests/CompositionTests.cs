using System.Text.Json;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;

namespace Steering.Stages.Tests;

/// <summary>Any method on any model, two methods at once: a row's declaration, and nothing else.</summary>
public sealed class CompositionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("composition");

    /// <summary>Each family of language models beside a family of towers.</summary>
    public static TheoryData<string> Models => [.. Shapes.Keys];

    private static Dictionary<string, (ILanguageConfig Language, IVisionConfig Tower)> Shapes { get; } = new(StringComparer.Ordinal)
    {
        ["the zoo's own"] = (Tables.Tiny().LanguageShape, Tables.Tiny().VisionShape),
        ["Llama and CLIP"] = (
            new LlamaConfig { Width = 64, FeedForward = 96, Layers = 3, Heads = 4, KeyValueHeads = 2, HeadWidth = 16, Vocabulary = 100, Positions = 512, RopeTheta = 1e4, NormEpsilon = 1e-5 },
            new ClipConfig { Width = 32, FeedForward = 48, Layers = 3, Heads = 4, ImageSize = 96, PatchSize = 12, NormEpsilon = 1e-5 }),
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_two_methods_at_once_are_one_row(string models)
    {
        var (language, tower) = Shapes[models];
        var zoo = Tables.Tiny() with { LanguageShape = language, VisionShape = tower };
        var methods = zoo.AllRows.Select(row => row.Method).DistinctBy(method => method.Name).ToArray();   // a method with one of its options off is no other method
        MethodRow[] rows = [.. from first in methods from second in methods where first != second select zoo.Rows[0] with { Name = $"{first.Name} and {second.Name}", Method = new Both(first, second) }];
        Assert.Distinct(rows.Select(row => row.Name));
        var table = new TableBuilder(zoo).Build("pairs", "", rows, [zoo.Columns[0]]);
        var graph = Graph.Of(table);
        foreach (var row in rows)
        {
            var tune = Assert.Single(graph.Nodes, node => node.Label == $"Tune {row.Name} seed 1");
            Assert.Equal(row.Method, ((Tune)tune.Stage).Params.Method);
            var counts = table.Cells.Where(cell => cell.Row == row.Name && table.Params.Counts.Any(column => column.Header == cell.Column)).ToArray();
            var (both, first, second) = (Run((Count)counts[0].Parts[0].Result.Producer!), Counted((Both)row.Method, pair => pair.First), Counted((Both)row.Method, pair => pair.Second));   // counts are made by Count
            foreach (var part in both.Keys.Where(part => part is Count.Language or Count.Tower))
                Assert.InRange(both[part], Math.Max(first[part], second[part]), first[part] + second[part]);   // what both unfreeze counts once
        }

        Dictionary<string, long> Counted(Both pair, Func<Both, IPeftMethod> half) => Run(new Count(new CountParams("half", language, tower.Width, zoo.Parts.Connector, half(pair), tower)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Dictionary<string, long> Run(Count count)
    {
        count.RunAsync(new StageRun(count, [], _folder.FullName), CancellationToken.None).GetAwaiter().GetResult();
        return JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Path.Combine(_folder.FullName, count.Trainable.FileName)))!;   // the stage wrote an object
    }
}
