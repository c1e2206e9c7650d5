using Steering.Flow;

namespace Steering.Build;

/// <summary>What <c>--accept-code</c> does before the target is looked at.</summary>
internal static class CodeAcceptance
{
    private const int Shown = 8;

    /// <summary>Accepts the code of what was asked for: of the stages that a <c>stage:</c> selector names, else of everything behind it.</summary>
    public static async Task TakeAsync(Engine engine, Options options, Request request, CancellationToken cancel)
    {
        if (options.AcceptCode is not { } reason) return;
        var named = request.Nodes.Select(node => request.Graph[node.Stage]).ToHashSet();
        var isNamed = options.For?.Contains("stage:", StringComparison.Ordinal) == true;
        var accepted = await Acceptance.TakeAsync(engine.Context, request.Graph, node => !isNamed || named.Contains(node), reason, Speech.Warn, cancel);
        Console.WriteLine(accepted.Count == 0
            ? "No result is stale for its code alone; nothing was accepted."
            : $"Accepted without a rerun, because '{reason.Trim()}': {accepted.Count} result{(accepted.Count == 1 ? "" : "s")}.");
        foreach (var change in accepted.GroupBy(manifest => manifest.Accepted![^1].Change, StringComparer.Ordinal))   // each was accepted just now
            Console.WriteLine($"  {string.Join(", ", change.Select(manifest => manifest.Label).Take(Shown))}{(change.Count() > Shown ? $" and {change.Count() - Shown} more" : "")}: {change.Key}");
    }
}
