using System.Text.Json.Serialization;

namespace Steering.Training;

/// <summary>What a step's loss is divided by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LossReduction>))]
public enum LossReduction
{
    /// <summary>All label tokens of the step: a batch of 8 equals eight accumulated batches of 1.</summary>
    StepTokens,

    /// <summary>The paper's: each micro-batch by its own label tokens, then the mean of those means.</summary>
    MeanOfMeans,
}

/// <summary>How a training stage runs. Everything here changes numbers, so everything here is in the stage's key.</summary>
public sealed record Recipe
{
    public required int Epochs { get; init; }

    /// <summary>Conversations read together.</summary>
    public required int Batch { get; init; }

    /// <summary>Batches read before a step is taken.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>Peak learning rate of what the method trains inside the language model.</summary>
    public required double Rate { get; init; }

    /// <summary>Peak learning rate of the connector; null is the paper's behaviour, one rate for both.</summary>
    public required double? ConnectorRate { get; init; }

    /// <summary>Share of all steps in which the rate rises from 0 to its peak; then it falls to 0.</summary>
    public required double WarmUp { get; init; }

    /// <summary>How it falls.</summary>
    public ScheduleShape Shape { get; init; } = ScheduleShape.Cosine;

    public required double WeightDecay { get; init; }

    /// <summary>Largest norm of all gradients together.</summary>
    public required double Clip { get; init; }

    public LossReduction Reduction { get; init; } = LossReduction.StepTokens;

    /// <summary>
    /// True computes the language model's blocks again in backward instead of keeping what they made. The one field that changes no number: it is
    /// how a model fits where it otherwise would not.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>Fixes order, dropout and the edits' start.</summary>
    public required int Seed { get; init; }
}
