namespace Steering.Flow;

/// <summary>Which earlier runs an expectation comes from; the nearer, the better.</summary>
public enum Likeness
{
    /// <summary>Same label and parameters.</summary>
    Same,

    /// <summary>Same parameters, perhaps over other inputs.</summary>
    SameParameters,

    /// <summary>Parameters that differ in seeds only.</summary>
    OtherSeed,

    /// <summary>Parameters that differ in seeds and fractions (rates, shares), not in counts (steps, batches).</summary>
    OtherRate,

    /// <summary>Same label, other parameters.</summary>
    SameLabel,

    /// <summary>Nothing but the type of stage in common.</summary>
    SameKind,
}

/// <summary>What a run will take, by those before it.</summary>
/// <param name="Seconds">Wall seconds.</param>
/// <param name="PeakBytes">Peak resident memory of its own process; null where it has none or nobody measured.</param>
/// <param name="Runs">How many earlier runs this rests on.</param>
public sealed record Expectation(Spread Seconds, Spread? PeakBytes, int Runs, Likeness Likeness);
