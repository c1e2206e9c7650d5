namespace Steering.Flow;

/// <summary>Something that goes.</summary>
/// <param name="What">In a person's words: the stage's label and its output, or the kind of leftover.</param>
/// <param name="Seconds">What it would take to make it again; null for what nobody would.</param>
public sealed record Evicted(string What, string Why, long Bytes, double? Seconds, DateTimeOffset LastUsed)
{
    internal string Path { get; init; } = "";

    /// <summary>Null for what is no object.</summary>
    internal string? Digest { get; init; }
}

/// <summary>What a collection removes and what it must leave; made without touching anything.</summary>
/// <param name="Going">In the order of going: what is missed least first.</param>
/// <param name="Before">Bytes of the whole store.</param>
/// <param name="Pinned">Bytes of the objects that stay whatever the budget: what the results asked for need, metrics, what running builds use.</param>
/// <param name="Budget">Bytes that the store may keep; null to remove only what is of no use.</param>
/// <param name="BuildingSince">Since when another build is running; null when none is.</param>
public sealed record Eviction(IReadOnlyList<Evicted> Going, long Before, long Pinned, long? Budget, DateTimeOffset? BuildingSince)
{
    public long After => Before - Going.Sum(item => item.Bytes);

    /// <summary>True when what must stay is more than the budget.</summary>
    public bool IsOverBudget => Budget is { } budget && After > budget;

    /// <summary>Plans what goes.</summary>
    /// <param name="kept">Graphs of the results whose outputs and light inputs stay.</param>
    public static Eviction Plan(FlowContext context, IReadOnlyList<Graph> kept, long? budget) => new Collector(context, kept).Plan(budget);

    /// <summary>Removes what was planned: each thing disappears by one rename, so a crash leaves a sound store, and what a build has used meanwhile stays.</summary>
    /// <returns>What went.</returns>
    public IReadOnlyList<Evicted> Apply(FlowContext context)
    {
        var trash = context.Store.NewWorkspace();
        try
        {
            return [.. Going.Where((item, index) => TryRemove(context.Store, item, System.IO.Path.Combine(trash, $"{index}")))];
        }
        finally { Trash.TryRemove(trash); }
    }

    private static bool TryRemove(Store store, Evicted item, string aside)
    {
        try { Directory.Move(item.Path, aside); }
        catch (IOException) when (!System.IO.Path.Exists(item.Path)) { return false; }   // somebody else was quicker
        if (item.Digest is { } digest)
        {
            if (store.LastUse.Of(digest) > item.LastUsed && !System.IO.Path.Exists(item.Path))
            {
                Directory.Move(aside, item.Path);   // a build has just reached for it
                return false;
            }
            store.LastUse.Forget(digest);
        }
        Trash.TryRemove(aside);
        return true;
    }
}
