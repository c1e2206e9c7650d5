using Steering.Flow;

namespace Steering.Build;

/// <summary>What <c>--accept-code</c> does before the target is looked at.</summary>
internal static class CodeAcceptance
{
    private const int Labels = 3;    // named in a line
    private const int Changes = 2;   // named in a line
    private const int Lines = 6;

    /// <summary>Accepts the code of what was asked for: of the stages that a <c>stage:</c> selector names, else of everything behind it.</summary>
    public static async Task TakeAsync(Engine engine, Options options, Request request, CancellationToken cancel)
    {
        if (options.AcceptCode is not { } reason) return;
        var named = request.Nodes.Select(node => request.Graph[node.Stage]).ToHashSet();
        var isNamed = options.For?.Contains("stage:", StringComparison.Ordinal) == true;
        var accepted = await Acceptance.TakeAsync(engine.Context, request.Graph, node => !isNamed || named.Contains(node), reason, Speech.Warn, cancel);
        Print(Console.Out, reason, [.. accepted.Select(manifest => (manifest.Label, manifest.Accepted![^1]))]);   // each was accepted just now
    }

    /// <summary>The largest groups of results with a few of their changes; manifests and Why have the rest.</summary>
    internal static void Print(TextWriter page, string reason, IReadOnlyList<(string Label, AcceptedCode Code)> accepted)
    {
        page.WriteLine(accepted.Count == 0
            ? "No result is stale for its code alone; nothing was accepted."
            : $"Accepted without a rerun, because '{reason.Trim()}': {accepted.Count} result{(accepted.Count == 1 ? "" : "s")}.");
        var groups = accepted.GroupBy(one => one.Code.Change, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ToList();
        foreach (var group in groups.Take(Lines))
            page.WriteLine($"  {string.Join(", ", group.Take(Labels).Select(one => one.Label))}{(group.Count() > Labels ? $" and {group.Count() - Labels} more" : "")}: {group.First().Code.InShort(Changes)}");
        if (groups.Count > Lines) page.WriteLine($"  and {groups.Skip(Lines).Sum(group => group.Count())} more for {groups.Count - Lines} other changes (--target Why tells each)");
    }
}
