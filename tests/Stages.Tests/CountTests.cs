using System.Globalization;
using System.Text.Json;
using Steering.Flow;
using Steering.Models;
using Steering.Peft;
using Steering.Tests;

namespace Steering.Stages.Tests;

/// <summary>The TP* column: trainable parameters of published configurations, counted without a weight.</summary>
public sealed class CountTests
{
    private const int SigLipWidth = 1152;

    [Theory]
    [InlineData("full", 2_779_683_840)]        // methods.md, section 2; the table prints 2.78 B
    [InlineData("lora r=128", 188_743_680)]
    [InlineData("mores r=1", 163_872)]
    public void Phi_2_trains_as_many_parameters_as_the_paper_prints(string method, long expected) => Assert.Equal(expected, Count(Method(method)!).Trainable);

    [Fact]
    public void Every_count_that_was_taken_elsewhere_for_a_method_we_have_is_ours()
    {
        var file = Golden.Folder("counts.csv");
        if (!File.Exists(file)) Assert.Fail($"{file} is missing. Point GOLDEN_ROOT at a golden folder.");
        var rows = File.ReadLines(file).Skip(1).Select(line => line.Split(',')).Where(cells => cells[0] == "phi-2")
            .Select(cells => (Name: cells[1], Method: Method(cells[1]), Expected: long.Parse(cells[2], CultureInfo.InvariantCulture)))
            .Where(row => row.Method is not null).ToArray();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal((row.Name, row.Expected), (row.Name, Count(row.Method!).Trainable)));
    }

    [Fact]
    public void The_connector_is_counted_apart_from_the_method_and_the_same_for_all()
    {
        IPeftMethod[] methods = [new FullTuning(), new Lora(128, 256, 0.05), new MoReS(1), new ConnectorOnly()];
        Assert.All(methods, method => Assert.Equal(9_507_840, Count(method).Connector));   // methods.md, section 1.12: 1152 → 2560 → 2560 with biases
        Assert.Equal(0, Count(new ConnectorOnly()).Trainable);
    }

    [Fact]
    public void The_stage_writes_what_the_table_reads()
    {
        var figures = Run(Tables.Tiny().Rows[0].Method);
        Assert.Equal(["all", "connector", "language model", "vision tower"], figures.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>A method by the name that the counts have; null for one that is not here.</summary>
    private static IPeftMethod? Method(string name)
    {
        if (name == "full") return new FullTuning();
        var parts = name.Split(" r=");
        if (parts.Length != 2) return null;
        var rank = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return parts[0] switch { "lora" => new Lora(rank, 2 * rank, 0.05), "mores" => new MoReS(rank), _ => null };
    }

    private static (long Connector, long Trainable) Count(IPeftMethod method)
    {
        var figures = Run(method);
        return (figures["connector"], figures["language model"]);
    }

    private static Dictionary<string, long> Run(IPeftMethod method)
    {
        var stage = new Count(new CountParams("phi-2", PhiConfig.Phi2, SigLipWidth, "mlp2x_gelu", method));
        var folder = Directory.CreateTempSubdirectory("count");
        try
        {
            stage.RunAsync(new StageRun(stage, [], folder.FullName), CancellationToken.None).GetAwaiter().GetResult();
            return JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Path.Combine(folder.FullName, stage.Trainable.FileName)))!;   // the stage wrote an object
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
