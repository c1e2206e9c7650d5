namespace Steering.Flow;

/// <summary>Equal changes, told once.</summary>
/// <param name="Name">The stages in one name, e.g. "Tune LoRA seed *"; several kinds are parted by commas.</param>
/// <param name="Lines">What changed.</param>
/// <param name="Since">When the last of them ran with the change; null while one has yet to.</param>
public sealed record CauseGroup(string Name, IReadOnlyList<StageNode> Stages, IReadOnlyList<string> Lines, DateTimeOffset? Since);

/// <summary>Stages of one kind that would run for one reason.</summary>
/// <param name="Own">What changed at these stages themselves; null when they only follow others.</param>
/// <param name="Because">The changes that they follow from, when they have none of their own.</param>
public sealed record PlanGroup(string Name, IReadOnlyList<PlannedStage> Stages, CauseGroup? Own, IReadOnlyList<CauseGroup> Because);

/// <summary>Current stages of one kind that last ran for one reason.</summary>
/// <param name="Since">When the last of them ended.</param>
/// <param name="Because">What had changed then; empty for first results.</param>
public sealed record CurrentGroup(string Name, IReadOnlyList<StageNode> Stages, DateTimeOffset Since, IReadOnlyList<CauseGroup> Because)
{
    /// <summary>Changes of code since then that were accepted without a rerun.</summary>
    public IReadOnlyList<AcceptedCode> Accepted { get; init; } = [];
}

/// <summary>A plan as a person wants to read it: by kind of stage and reason, each reason in full where it begins.</summary>
public sealed class PlanGroups
{
    private readonly Dictionary<Cause, CauseGroup> _groupOf = new(ReferenceEqualityComparer.Instance);

    private readonly Plan _plan;
    private readonly Causes _causes;

    private PlanGroups(Plan plan)
    {
        var causes = Causes.Of(plan);
        (_plan, _causes) = (plan, causes);
        var open = plan.ToRun.ToArray();
        var all = open.SelectMany(stage => causes.Of(stage.Node)).Distinct(ReferenceEqualityComparer.Instance).Cast<Cause>();
        foreach (var (cause, group) in Grouped(all)) _groupOf[cause] = group;
        Groups =
        [
            .. open.Select(stage => (stage, Reason: ReasonOf(stage.Node, causes))).GroupBy(pair => (pair.stage.Node.StageType, pair.Reason.Text))
                .Select(like => new PlanGroup(
                    Labels.Glob(like.Select(pair => pair.stage.Node.Label)), [.. like.Select(pair => pair.stage)], like.First().Reason.Own, like.First().Reason.Because)),
        ];
    }

    /// <summary>In the order in which their first stages can run.</summary>
    public IReadOnlyList<PlanGroup> Groups { get; }

    /// <summary>Every change there is, where it began.</summary>
    public IReadOnlyList<CauseGroup> Roots => Distinct(_groupOf.Values);

    public static PlanGroups Of(Plan plan) => new(plan);

    /// <summary>Those of the stages that are current, by kind and by what made them run last.</summary>
    public IReadOnlyList<CurrentGroup> CurrentOf(IEnumerable<StageNode> nodes)
    {
        var chosen = nodes.ToHashSet();
        var current = _plan.Stages.Where(stage => stage.Manifest is not null && chosen.Contains(stage.Node))
            .Select(stage => (stage.Node, stage.Manifest!.Run, Accepted: stage.Manifest.Accepted ?? [], Causes: _causes.LastOf(stage.Node))).ToArray();
        var groups = new Dictionary<Cause, CauseGroup>(Grouped(current.SelectMany(stage => stage.Causes).Distinct(ReferenceEqualityComparer.Instance).Cast<Cause>()), ReferenceEqualityComparer.Instance);
        return
        [
            .. current.Select(stage => (stage.Node, stage.Run, stage.Accepted, Because: Distinct(stage.Causes.Select(cause => groups[cause]))))
                .GroupBy(stage => (stage.Node.StageType, Text(stage.Because), string.Join('\n', stage.Accepted.Select(accepted => $"{accepted.Reason}|{accepted.Change}"))))
                .Select(like => new CurrentGroup(
                    Labels.Glob(like.Select(stage => stage.Node.Label)), [.. like.Select(stage => stage.Node)], like.Max(stage => stage.Run.Finished), like.First().Because)
                {
                    Accepted = [.. like.SelectMany(stage => stage.Accepted).DistinctBy(accepted => (accepted.Reason, accepted.Change))],
                }),
        ];
    }

    private static IEnumerable<KeyValuePair<Cause, CauseGroup>> Grouped(IEnumerable<Cause> causes) =>
        from like in causes.GroupBy(cause => (string.Join('\n', cause.Lines), cause.Since is null))
        let named = new CauseGroup(Labels.OfKinds(like.Select(cause => cause.Stage)), [.. like.Select(cause => cause.Stage)], like.First().Lines, like.Max(cause => cause.Since))
        from cause in like
        select KeyValuePair.Create(cause, named);

    private static CauseGroup[] Distinct(IEnumerable<CauseGroup> groups) => [.. groups.Distinct(ReferenceEqualityComparer.Instance).Cast<CauseGroup>()];

    private static string Text(IEnumerable<CauseGroup> because) =>
        string.Join('\n', because.Select(group => group.Name + "|" + string.Join('|', group.Lines)).Order(StringComparer.Ordinal));

    private (string Text, CauseGroup? Own, IReadOnlyList<CauseGroup> Because) ReasonOf(StageNode node, Causes causes)
    {
        if (causes.OwnOf(node) is { } own) return ("own\n" + string.Join('\n', own.Lines), _groupOf[own], []);
        var because = Distinct(causes.Of(node).Select(cause => _groupOf[cause]));
        return (Text(because), null, because);
    }
}
