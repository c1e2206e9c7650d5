namespace Steering.Flow;

/// <summary>Something that changed at one stage, so that it and what follows from it must, or did, run anew.</summary>
/// <param name="Lines">What changed: "rate 2e-3 → 1e-3". Never empty.</param>
/// <param name="Since">When the stage already ran with the change; null while it has yet to run.</param>
public sealed record Cause(StageNode Stage, IReadOnlyList<string> Lines, DateTimeOffset? Since);

/// <summary>Traces what is not current back to where the change began, so that each reason is told once, at its root.</summary>
public sealed class Causes
{
    private readonly Dictionary<StageNode, IReadOnlySet<Cause>> _roots = [];
    private readonly Dictionary<StageNode, Cause?> _own = [];
    private readonly Dictionary<StageNode, IReadOnlySet<Cause>> _past = [];
    private readonly Dictionary<StageNode, PlannedStage> _stages;
    private readonly History _history;
    private readonly Ledger _ledger;

    private Causes(Plan plan)
    {
        (_history, _ledger) = (plan.History, plan.Ledger);
        _stages = plan.Stages.ToDictionary(stage => stage.Node);
        foreach (var stage in plan.Stages) _roots[stage.Node] = stage.Standing == Standing.Current ? new HashSet<Cause>() : RootsOf(stage);
    }

    public static Causes Of(Plan plan) => new(plan);

    /// <summary>What made the stage stale, its own changes first; empty for a current one.</summary>
    public IReadOnlyCollection<Cause> Of(StageNode node) => _roots[node];

    /// <summary>The change that began at this very stage; null when it only follows others.</summary>
    public Cause? OwnOf(StageNode node) => _own.GetValueOrDefault(node);

    /// <summary>What had changed when a current stage last ran; empty for a first result.</summary>
    public IReadOnlyCollection<Cause> LastOf(StageNode node) => Past(node, DateTimeOffset.MinValue);

    private IReadOnlySet<Cause> RootsOf(PlannedStage stage)
    {
        var (own, from) = stage.Result is null && _ledger.KnowsInputsOf(stage.Node) ? WithInputs(stage, _ledger.Examine(stage.Node))
            : (stage.Standing == Standing.Stale ? stage.Reasons : [], [.. stage.Node.Upstream.Where(IsOpen).Select(node => _roots[node])]);
        if (own.Count == 0 && from.Count == 1) return from[0];
        var roots = new HashSet<Cause>();
        if (own.Count > 0 || from.Count == 0) roots.Add(_own[stage.Node] = new Cause(stage.Node, own.Count > 0 ? own : stage.Reasons, Since: null));
        foreach (var others in from) roots.UnionWith(others);
        return roots;
    }

    private bool IsOpen(StageNode node) => _stages[node].Standing != Standing.Current;

    /// <summary>A stage whose producers are all at hand: inputs that changed are traced into the runs that changed them.</summary>
    private (IReadOnlyList<string> Own, List<IReadOnlySet<Cause>> From) WithInputs(PlannedStage stage, Outlook outlook)
    {
        if (_history.Nearest(stage.Node, outlook.Key) is not { } earlier) return (stage.Reasons, []);
        return Split(stage.Node, earlier, outlook.Key, outlook.Inputs, outlook.Code);
    }

    private (IReadOnlyList<string> Own, List<IReadOnlySet<Cause>> From) Split(
        StageNode node, Manifest earlier, StageKey key, IReadOnlyList<ManifestInput> inputs, CodePrint? code)
    {
        var own = new List<string>(Why.Differences(earlier, key, inputs: null, _history.CodeWords(code)));
        var from = new List<IReadOnlySet<Cause>>();
        foreach (var (at, input) in inputs.Index())
        {
            var before = earlier.Inputs.ElementAtOrDefault(at);
            if (before?.Digest == input.Digest) continue;
            var past = !input.IsEdited && node.Inputs[at].Producer is { } producer ? Past(producer, earlier.Run.Started) : new HashSet<Cause>();
            if (past.Count > 0) from.Add(past);
            else own.Add(Why.Input(before, input));
        }
        if (inputs.Count < earlier.Inputs.Count) own.AddRange(earlier.Inputs.Skip(inputs.Count).Select(input => $"input {input.Name} is no longer read"));
        return (own, from.Distinct().ToList());
    }

    /// <summary>What changed a stage that has rerun since a time; empty when it ran before, or for the first time.</summary>
    private IReadOnlySet<Cause> Past(StageNode node, DateTimeOffset after)
    {
        if (_stages[node].Manifest is not { } current || current.Run.Finished <= after) return new HashSet<Cause>();
        if (_past.TryGetValue(node, out var known)) return known;
        var roots = new HashSet<Cause>();
        if (_history.Before(node, current) is { } earlier)
        {
            var (own, from) = Split(node, earlier, current.Parts, current.Inputs, code: null);
            if (own.Count > 0) roots.Add(new Cause(node, own, current.Run.Started));
            foreach (var others in from) roots.UnionWith(others);
        }
        return _past[node] = roots;
    }
}
