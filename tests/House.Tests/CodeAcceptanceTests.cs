using Steering.Build;
using Steering.Flow;

namespace Steering.House.Tests;

/// <summary>What is said of results that were accepted without a rerun.</summary>
public sealed class CodeAcceptanceTests
{
    [Fact]
    public void Large_groups_come_first_with_a_few_labels_and_changes()
    {
        var text = Printed([.. Results(1, "method X changed"), .. Results(5, "method A changed, method B changed, method C changed and 4 more")]);
        Assert.Equal("""
            Accepted without a rerun, because 'comments only': 6 results.
              Tune 0, Tune 1, Tune 2 and 2 more: method A changed, method B changed and 5 more
              Tune 0: method X changed

            """, text);
    }

    [Fact]
    public void Many_groups_are_counted()
    {
        var lines = Printed([.. Enumerable.Range(0, 9).SelectMany(change => Results(10 - change, $"method {change} changed"))]).TrimEnd().Split('\n');
        Assert.Equal(1 + 6 + 1, lines.Length);
        Assert.Equal("  and 9 more for 3 other changes (--target Why tells each)", lines[^1]);
    }

    [Fact]
    public void Where_nothing_was_accepted_one_line_says_so() => Assert.Equal("No result is stale for its code alone; nothing was accepted.\n", Printed([]));

    private static IEnumerable<(string, AcceptedCode)> Results(int count, string change) =>
        Enumerable.Range(0, count).Select(i => ($"Tune {i}", new AcceptedCode("comments only", DateTimeOffset.UnixEpoch, "", change, null)));

    private static string Printed(IReadOnlyList<(string, AcceptedCode)> accepted)
    {
        using var page = new StringWriter { NewLine = "\n" };
        CodeAcceptance.Print(page, " comments only ", accepted);
        return page.ToString();
    }
}
