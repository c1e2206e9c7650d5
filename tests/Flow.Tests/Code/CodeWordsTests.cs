namespace Steering.Flow.Tests;

/// <summary>Why names the code that changed.</summary>
public sealed class CodeWordsTests : IDisposable
{
    private readonly Prints _prints = new();

    public static TheoryData<string, string> Edits => new()
    {
        { "static class A { public static int F() => «1|2»; }\nOne: WriteLine(A.F());", "method A.F changed" },
        { "namespace N { static class A { public static async Task<int> F() { await Task.Yield(); return «1|2»; } } }\nOne async: WriteLine(await N.A.F());", "method N.A.F changed" },
        { "static class A { public static Func<int> F() => () => «1|2»; }\nOne: WriteLine(A.F()());", "method A.F changed" },
        { "static class A { public static IEnumerable<int> F(int x) { int L() => x + «1|2»; yield return L(); } }\nOne: WriteLine(A.F(1).Sum());", "method A.F changed" },
        { "static class A { public static int F() => 1«| + G()»; static int G() => 2; }\nOne: WriteLine(A.F());", "method A.F changed, method A.G added" },
        { "static class A { public static int F() => 1«+ G()|»; static int G() => 2; }\nOne: WriteLine(A.F());", "method A.F changed, method A.G no longer reached" },
        { "class A { class B { public int F() => «1|2»; } public static int G() => new B().F(); }\nOne: WriteLine(A.G());", "method A.B.F changed" },
        { "static class A { public static readonly int X = «1|2»; }\nOne: WriteLine(A.X);", "static constructor of A changed" },
        { "struct S { public int X; «|public int Y;» }\nOne: WriteLine(new S().X);", "type S changed" },
        { "One: WriteLine(«1|2»);", "method One.RunAsync changed" },
    };

    public void Dispose() => _prints.Dispose();

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task A_stale_stage_says_which_methods_changed(string program, string expected)
    {
        var snippet = Snippet.Parse(program);
        var (before, after) = (_prints.Of(snippet.Before)["One"], _prints.Of(snippet.After)["One"]);
        Assert.Equal([expected], await ReasonsAsync(before, after));
    }

    [Fact]
    public async Task Many_changed_methods_are_counted()
    {
        var names = Enumerable.Range(10, 12).Select(index => $"F{index}").ToArray();
        var snippet = Snippet.Parse($"static class A {{ {string.Concat(names.Select(name => $"public static int {name}() => «1|2»; "))} }}\nOne: WriteLine({string.Join(" + ", names.Select(name => $"A.{name}()"))});");
        Assert.Equal(
            ["method A.F10 changed, method A.F11 changed, method A.F12 changed, method A.F13 changed, method A.F14 changed, method A.F15 changed, method A.F16 changed, method A.F17 changed and 4 more"],
            await ReasonsAsync(_prints.Of(snippet.Before)["One"], _prints.Of(snippet.After)["One"]));
    }

    [Fact]
    public async Task Where_the_earlier_pieces_are_lost_Why_says_that_it_does_not_know()
    {
        var snippet = Snippet.Parse("One: WriteLine(«1|2»);");
        var reasons = await ReasonsAsync(_prints.Of(snippet.Before)["One"], _prints.Of(snippet.After)["One"], bench => Directory.Delete(Path.Combine(bench.StoreFolder, "code-prints"), recursive: true));
        Assert.Contains("not known", Assert.Single(reasons), StringComparison.Ordinal);
    }

    /// <summary>Runs a stage with one print and plans it with another.</summary>
    private static async Task<IReadOnlyList<string>> ReasonsAsync(CodePrint before, CodePrint after, Action<Bench>? between = null)
    {
        using var bench = new Bench();
        var graph = Graph.Of(new Write(new WriteParams("a")));
        var report = await new Scheduler(bench.Context with { Code = _ => before }, bench.Capacity, Bench.InProcess, Bench.InProcess).RunAsync(graph, CancellationToken.None);
        Assert.True(report.IsSuccess);
        between?.Invoke(bench);
        return Plan.Make(bench.Context with { Code = _ => after }, graph).Stages[0].Reasons;
    }
}
