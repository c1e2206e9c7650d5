namespace Steering.Flow;

/// <summary>Somebody's word that a change of code does not change a result: it stands under the new key without having been made anew.</summary>
/// <param name="Reason">Why, in the words of who said so.</param>
/// <param name="OldKey">The key under which the result stood before.</param>
/// <param name="Change">What had changed, as Why tells it.</param>
/// <param name="Commit">Repository commit as the host gave it.</param>
public sealed record AcceptedCode(string Reason, DateTimeOffset When, string OldKey, string Change, string? Commit)
{
    /// <summary><see cref="Change"/> with at most so many changes named and the others counted.</summary>
    public string InShort(int named) => CodeChange.Shortened(Change, named);
}

/// <summary>
/// The escape hatch from code keys, for a change that cannot matter (another compiler's instructions, a renamed helper). Results that are stale
/// for their code alone get a manifest under the new key with the same outputs; nothing runs, and who accepted what stands in it for ever.
/// </summary>
public static class Acceptance
{
    /// <summary>Accepts the code of those stages whose earlier result differs in nothing else; returns their new manifests, producers first.</summary>
    /// <param name="isMeant">Which stages may be accepted.</param>
    /// <param name="reason">Goes into the provenance.</param>
    /// <exception cref="FlowException">The reason is empty.</exception>
    public static async Task<IReadOnlyList<Manifest>> TakeAsync(FlowContext context, Graph graph, Func<StageNode, bool> isMeant, string reason, Action<string> warn, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new FlowException("A change of code is accepted for a reason; it goes into the provenance. Say why the results stay right.");
        var (ledger, history, accepted) = (new Ledger(context, warn), new History(context.Store, warn), new List<Manifest>());
        foreach (var node in graph.Nodes)
        {
            ledger.Look(node);
            if (ledger.ResultOf(node) is not null || !isMeant(node) || !ledger.KnowsInputsOf(node)) continue;
            var outlook = ledger.Examine(node);
            if (history.SameButForCode(node, outlook.Key) is not { } earlier) continue;
            var manifest = earlier with
            {
                Key = outlook.KeyHash,
                Label = node.Label,
                Parts = outlook.Key,
                Inputs = outlook.Inputs,
                Deep = outlook.Deep,
                Accepted = [.. earlier.Accepted ?? [], new(reason.Trim(), context.Clock.GetUtcNow(), earlier.Key, history.CodeWords(outlook.Code)(earlier.Parts.Code, outlook.Key.Code), context.Commit)],
            };
            await WriteAsync(context, ledger.Exports, outlook, manifest, cancel);
            ledger.Record(node, new StageResult(manifest));
            accepted.Add(manifest);
        }
        context.Store.SaveIndices();
        return accepted;
    }

    private static async Task WriteAsync(FlowContext context, Exports exports, Outlook outlook, Manifest manifest, CancellationToken cancel)
    {
        using var sole = await context.Store.LeaseAsync(manifest.Key, _ => { }, cancel);
        if (context.Store.Find(manifest.Key) is not null) return;   // meanwhile another process made it
        context.Store.CodePrints.Keep(outlook.Code);
        foreach (var output in manifest.Outputs)
            if (output.Place is { } place && exports.Last(place) is { } last && last.Key == manifest.Accepted![^1].OldKey)   // just added
                exports.Note(place, last.Digest, manifest.Key);   // an edit of it stays an edit
        context.Store.CodePrints.Accept(manifest.Key);
        Durable.WriteText(context.Store, context.Store.ManifestPath(manifest.Key), manifest.ToJson());
    }
}
