namespace Steering.Flow;

/// <summary>How the stages of a plan stand, for pictures.</summary>
public static class States
{
    /// <param name="last">The last run, which knows what failed; null when there is none.</param>
    public static IReadOnlyDictionary<StageNode, NodeState> Of(Plan plan, Timeline? last)
    {
        var failed = (last?.Turns ?? []).Where(turn => turn.How == TurnEnd.Failed).Select(turn => turn.Label).ToHashSet(StringComparer.Ordinal);
        return plan.Stages.ToDictionary(stage => stage.Node, stage => stage.Standing switch
        {
            Standing.Current => NodeState.Current,
            _ when failed.Contains(stage.Node.Label) => NodeState.Failed,
            Standing.Waiting => NodeState.Waiting,
            _ => NodeState.Stale,
        });
    }
}
