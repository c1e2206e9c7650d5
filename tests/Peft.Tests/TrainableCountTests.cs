using Steering.Models;
using Steering.Tests;

namespace Steering.Peft.Tests;

/// <summary>The TP* column at the real sizes: golden/counts.csv, every row.</summary>
public sealed class TrainableCountTests
{
    private const string File = "counts.csv";

    public static TheoryData<string, string, long> Rows
    {
        get
        {
            var data = new TheoryData<string, string, long>();
            foreach (var (model, method, expected) in Read()) data.Add(model, method, expected);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_count_is_the_published_one(string model, string method, long expected)
    {
        var ours = AllMethods.OfCounts(method);
        Assert.True(ours is not null, $"No method here is called '{method}'.");
        if (model.Split(" + ") is [var language, var tower])
        {
            // Nothing of the model is trained but what was grafted, wherever it stands: MRT's own count is of all parts.
            var parts = TrainableCount.Of(PublishedModels.Language(language), "linear", PublishedModels.Tower(tower), ours);
            Assert.Equal(expected, parts.Language + parts.Connector + parts.Vision);
        }
        else Assert.Equal(expected, TrainableCount.Of(PublishedModels.Language(model), ours));
    }

    [Fact]
    public void The_connector_and_the_tower_are_counted_apart()
    {
        var count = TrainableCount.Of(PhiConfig.Phi2, "mlp2x_gelu", SigLipConfig.So400M, new MoReS(1));
        Assert.Equal(new TrainableCount(163_872, 9_507_840, 0), count);   // methods.md §1.12 and §2
    }

    private static IEnumerable<(string Model, string Method, long Expected)> Read() =>
        System.IO.File.ReadLines(Golden.Folder(File)).Skip(1).Select(line => line.Split(',')).Select(cells => (cells[0], cells[1], long.Parse(cells[2])));
}
