using Steering.Flow;
using Steering.Stages;

namespace Steering.Build;

/// <summary>What stages will take: by runs of equal parameters (other seeds or rates) where there are some; else by calculation; else by any run of their kind.</summary>
/// <param name="model">Null where nothing is calculated.</param>
internal sealed class Forecasts(Costs costs, CostModel? model)
{
    private readonly Dictionary<StageNode, Estimate?> _estimates = [];

    public static Forecasts Of(Plan plan, Zoo zoo) => new(Costs.Of(plan), new CostModel(zoo, Accelerator.A100, Repository.Root));

    /// <summary>An expectation without runs was calculated. A run of the same label alone says nothing across scales: every zoo has a "Tune LoRA seed 1".</summary>
    public Expectation? Of(StageNode node)
    {
        var known = costs.Of(node);
        if (known is { Likeness: <= Likeness.OtherRate } || Calculated(node) is not { } estimate) return known;
        return new Expectation(new Spread(estimate.Seconds, estimate.Seconds), estimate.PeakBytes > 0 ? new Spread(estimate.PeakBytes, estimate.PeakBytes) : null, Runs: 0, Likeness.SameKind);
    }

    /// <summary>What the calculation says, whatever history does.</summary>
    public Estimate? Calculated(StageNode node)
    {
        if (!_estimates.TryGetValue(node, out var known)) _estimates[node] = known = model?.Of(node.Stage);
        return known;
    }

    public double Seconds(StageNode node) => Of(node)?.Seconds.P50 ?? 0;
}
