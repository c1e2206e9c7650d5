namespace Steering.Flow.Tests;

/// <summary>Every kind of construct, edited: exactly the stages that run the code go stale.</summary>
public sealed class MutationTests : IDisposable
{
    private readonly Prints _prints = new();

    public static TheoryData<string> Mutations => [.. Mutation.All.Select(mutation => mutation.What)];

    public void Dispose() => _prints.Dispose();

    [Theory]
    [MemberData(nameof(Mutations))]
    public void An_edit_makes_exactly_the_stages_stale_that_run_it(string what)
    {
        var mutation = Mutation.All.Single(one => one.What == what);
        Assert.Equal(mutation.Stale, string.Join(' ', _prints.Stale(Snippet.Parse(mutation.Program))));
    }

    [Fact]
    public void The_same_source_in_another_folder_and_compiled_again_has_the_same_prints()
    {
        var program = Snippet.Parse(string.Join('\n', "static class A { public static async Task<int> F(int x) { await Task.Yield(); Func<int> f = () => x; return f(); } }", "One: WriteLine(A.F(1));")).Before;
        var digests = new[] { "/one", "/one", "/some/where/else" }.Select(folder => _prints.Of(program, folder)["One"].Digest);
        Assert.Single(digests.Distinct());
    }
}
