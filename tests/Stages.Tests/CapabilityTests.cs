using System.Text.Json;
using Steering.Evaluation;
using Steering.Flow;
using Steering.Peft;
using Steering.Tests;

namespace Steering.Stages.Tests;

/// <summary>Table 7 counts what is here.</summary>
public sealed class CapabilityTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("capabilities-");

    private static IReadOnlyList<Capability> Rows => Table7.Table().Params.Rows;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_method_is_either_an_edit_or_a_way_to_train_and_every_benchmark_is_of_one_kind()
    {
        var methods = typeof(IPeftMethod).Assembly.GetExportedTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IPeftMethod))).Select(type => type.Name);
        Assert.Equal(methods.Order(StringComparer.Ordinal), Names("PEFTs").Concat(Names("Multiple Training Strategies")).Order(StringComparer.Ordinal));
        Assert.Equal(["Adapter", "Ia3", "Lora", "MoReS", "Mrt", "Oft"], Names("PEFTs"));
        Assert.Equal(["HellaSwag", "MMLU"], Names("Text-only Tasks"));
        Assert.Contains("POPE", Names("Multimodal Tasks"));
        var benchmarks = typeof(IBenchmark).Assembly.GetExportedTypes().Count(type => type.IsClass && type.IsAssignableTo(typeof(IBenchmark)));
        Assert.Equal(benchmarks, Names("Text-only Tasks").Count + Names("Multimodal Tasks").Count);
    }

    [Fact]
    public void Every_kind_has_members_and_names_none_twice()
    {
        var kinds = Rows.SelectMany(row => row.Kinds).ToList();
        Assert.All(kinds, kind => Assert.NotEmpty(kind.Names));
        Assert.All(kinds, kind => Assert.Distinct(kind.Names));
        Assert.Contains("Tune", Rows.Single(row => row.Name == "Multiple Training Strategies").Kinds[1].Names);
        Assert.Equal(["DoubleNf4", "EightBit", "Nf4"], Names("Computational Optimization"));
    }

    [Fact]
    public async Task A_capability_is_ticked_for_several_members_beside_the_printed_ticks()
    {
        var (ticks, table) = await RunAsync(Table7.Table());
        Assert.Equal((7, 3, 3, 7), (ticks["here"], ticks["TinyLLaVA"], ticks["Prismatic"], ticks["LLaVA Steering"]));
        Assert.Equal(Rows.Sum(row => row.Kinds.Count), TabulateCapabilities.Read(table).Rows.Count);
        var fewer = Rows.Select(row => row.Name == "PEFTs" ? row with { Kinds = [new Members("methods", ["MoReS"])] } : row).ToList();
        var (less, changed) = await RunAsync(new TabulateCapabilities(Table7.Table().Params with { Rows = fewer }, new Source<Csv>("table7.csv")));
        Assert.Equal(6, less["here"]);
        Assert.Equal(("no", 1), TabulateCapabilities.Read(changed).Rows.Where(row => row.Labels[0] == "PEFTs").Select(row => (row.Labels[1], row.Cells[0].Value)).Single());
    }

    [Fact]
    public async Task A_head_that_nobody_prints_is_refused() => Assert.Contains("Flying", (await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(
        new TabulateCapabilities(Table7.Table().Params with { Rows = [.. Rows.Skip(1), new Capability("Flying", [])] }, new Source<Csv>("table7.csv"))))).Message, StringComparison.Ordinal);

    private static IReadOnlyList<string> Names(string capability) => Rows.Single(row => row.Name == capability).Kinds[0].Names;

    private async Task<(IReadOnlyDictionary<string, int> Ticks, string Table)> RunAsync(TabulateCapabilities stage)
    {
        await stage.RunAsync(new StageRun(stage, [Path.Combine(Golden.Repository, "results", "paper", "table7.csv")], _folder.FullName), CancellationToken.None);
        return (JsonSerializer.Deserialize<Dictionary<string, int>>(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, stage.Ticks.FileName)))!, Path.Combine(_folder.FullName, stage.Table.FileName));   // the stage wrote an object
    }
}
