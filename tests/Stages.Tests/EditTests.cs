namespace Steering.Stages.Tests;

/// <summary>An edit in this repository's own sources makes exactly the right cells of the table stale.</summary>
public sealed class EditTests : IDisposable
{
    private readonly EditedProgram _program = new();

    public static TheoryData<string> Methods => [.. Tables.Tiny().Rows.Select(row => row.Method.GetType()).Where(method => Edited(method) is not null).Select(method => method.Name).Distinct()];

    public static TheoryData<string> Benchmarks => [.. Tables.Tiny().Columns.Select(column => column.Benchmark.GetType().Name).Distinct()];

    public void Dispose() => _program.Dispose();

    [Theory]
    [MemberData(nameof(Methods))]
    public void Editing_a_method_makes_stale_what_is_trained_by_it_and_nothing_else(string method)
    {
        var type = Tables.Tiny().Rows.Select(row => row.Method.GetType()).First(found => found.Name == method);
        Assert.Equal(Holding(type.FullName!, _ => true), Stale("Peft", method, Edited(type)!));   // only such methods are listed
    }

    [Theory]
    [MemberData(nameof(Benchmarks))]
    public void Editing_how_a_benchmark_is_graded_makes_its_grades_stale_and_no_answer(string benchmark)
    {
        var type = Tables.Tiny().Columns.Select(column => column.Benchmark.GetType()).First(found => found.Name == benchmark);
        Assert.Equal(Holding(type.FullName!, stage => stage == nameof(Grade)), Stale("Evaluation", benchmark, "Grade"));   // a benchmark has a full name
    }

    [Fact]
    public void Compiling_the_same_sources_again_makes_nothing_stale() =>
        Assert.Equal(_program.Stages("Peft").Select(stage => stage.Code), _program.Stages("Peft").Select(stage => stage.Code));

    private static string? Edited(Type method) => new[] { "EditLinear", "EditStream" }.FirstOrDefault(name => method.GetMethod(name) is not null);

    /// <summary>Labels of the stages whose parameters hold a type.</summary>
    private static string[] Holding(string type, Func<string, bool> isMeant) =>
        [.. Tables.Table().Nodes.Where(node => node.Params.Contains($"\"{type}\"", StringComparison.Ordinal) && isMeant(node.Stage.GetType().Name)).Select(node => node.Label).Order(StringComparer.Ordinal)];

    private string[] Stale(string room, string type, string method)
    {
        var (before, after) = (_program.Stages(room), _program.Stages(room, type, method));
        return [.. before.Zip(after).Where(pair => pair.First.Code != pair.Second.Code).Select(pair => pair.First.Node.Label).Order(StringComparer.Ordinal)];
    }
}
