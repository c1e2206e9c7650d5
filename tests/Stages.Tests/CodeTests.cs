using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages.Tests;

/// <summary>Which code each stage of the tiny zoo's table is made of.</summary>
public sealed class CodeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("code");
    private readonly Store _store;
    private readonly CodeFingerprint _code;

    public CodeTests()
    {
        _store = Store.Open(_folder.FullName);
        _code = new CodeFingerprint(AppContext.BaseDirectory, _store);
    }

    public void Dispose()
    {
        _code.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_training_and_its_answers_reach_their_own_method_and_no_other()
    {
        var aligned = typeof(ConnectorOnly);   // every adapter of an aligned connector is one
        var methods = Tables.Tiny().AllRows.SelectMany(row => Holds(row.Method)).Append(aligned).Distinct().ToArray();
        var stages = Stages<Tune>().Select(stage => (Stage: (IStage)stage, stage.Params.Method)).Concat(Stages<Answer>().Select(stage => ((IStage)stage, stage.Params.Method))).ToArray();
        Assert.NotEmpty(stages);
        foreach (var (stage, method) in stages)
            foreach (var other in methods.Where(other => other != aligned))
                Assert.True(Reaches(stage, other.FullName! + ".") == Holds(method).Contains(other), $"{stage.Label} and {other.Name}");   // a method has a full name
    }

    /// <summary>A method's type, and those of the methods inside it.</summary>
    private static IEnumerable<Type> Holds(IPeftMethod method) => method.GetType().GetProperties()
        .Where(property => property.PropertyType == typeof(IPeftMethod) && property.GetIndexParameters().Length == 0)
        .Select(property => property.GetValue(method)).OfType<IPeftMethod>().SelectMany(Holds).Prepend(method.GetType());

    [Fact]
    public void What_a_method_grafts_goes_with_it()
    {
        var edits = typeof(Lora).Assembly.GetTypes().Where(type => type.Name.EndsWith("Edit", StringComparison.Ordinal) && !type.IsAbstract).ToArray();
        var inZoo = Tables.Tiny().AllRows.Select(row => row.Method).ToArray();
        Assert.Contains(edits, edit => inZoo.Any(method => method.GetType().Name == edit.Name[..^"Edit".Length]));
        foreach (var edit in edits)
        {
            var method = edit.Name[..^"Edit".Length];
            var reached = Stages<Tune>().Where(stage => Reaches(stage, $"{edit.FullName}.forward(")).Select(stage => stage.Params.Method).Distinct().ToHashSet();
            Assert.Equal(inZoo.Where(row => Holds(row).Any(type => type.Name == method)).ToHashSet(), reached);
        }
    }

    [Fact]
    public void Answering_reaches_no_optimiser_and_grading_no_tensor()
    {
        Assert.All(Stages<Tune>(), stage => Assert.True(Reaches(stage, "Steering.Training.Trainer.")));
        Assert.All(Stages<Answer>(), stage => Assert.False(Reaches(stage, "Steering.Training.") || Reaches(stage, "TorchSharp.Modules.AdamW.")));
        Assert.All(Stages<Grade>(), stage => Assert.False(Reaches(stage, "TorchSharp.") || Reaches(stage, "Steering.Models.")));
        Assert.All(Stages<Grade>(), stage => Assert.True(Reaches(stage, $"{stage.Params.Benchmark.GetType().FullName}.Grade(")));
        Assert.All(Stages<Answer>(), stage => Assert.False(Reaches(stage, $"{stage.Params.Benchmark.GetType().FullName}.Grade(")));
    }

    [Fact]
    public void No_stage_reaches_the_zoo_the_tables_or_the_engine()
    {
        foreach (var part in Tables.All().Nodes.SelectMany(node => _code.Of(node.Stage).Parts.Keys).Distinct(StringComparer.Ordinal))
            Assert.DoesNotMatch(@"^(method|field|type) Steering\.(Stages\.(Zoo|Zoos|ZooSettings|Tiny|Table1|MrtTable|Figure\d|Runs|TableBuilder|CellTable)\b|Flow\.(Store|Scheduler|StageRun|Plan|Build)\b)", part);
    }

    [Fact]
    public void A_stage_with_tensors_counts_the_native_library_and_its_packages()
    {
        Assert.All(Stages<Tune>(), stage => Assert.Contains(_code.Of(stage).Parts.Keys, part => part.StartsWith("native library ", StringComparison.Ordinal) || part == "package TorchSharp"));
        Assert.All(Stages<Grade>(), stage => Assert.DoesNotContain(_code.Of(stage).Parts.Keys, part => part.StartsWith("native library libTorch", StringComparison.Ordinal)));
        Assert.All(Stages<Tabulate>(), stage => Assert.Contains("package CsvHelper", _code.Of(stage).Parts.Keys));
    }

    [Fact]
    public void What_was_found_before_is_found_again_without_walking()
    {
        var nodes = Tables.Table().Nodes;
        var first = nodes.Select(node => _code.Of(node.Stage).Digest).ToArray();
        using var again = new CodeFingerprint(AppContext.BaseDirectory, _store);
        Assert.Equal(first, nodes.Select(node => again.Of(node.Stage).Digest));
        Assert.Equal(first.Distinct().Count(), Directory.GetFiles(Path.Combine(_folder.FullName, "code-prints"), "*.gz").Length);
    }

    private bool Reaches(IStage stage, string prefix) => _code.Of(stage).Parts.Keys.Any(part => part.StartsWith("method " + prefix, StringComparison.Ordinal));

    private static TStage[] Stages<TStage>() => [.. Tables.All().Nodes.Select(node => node.Stage).OfType<TStage>()];
}
