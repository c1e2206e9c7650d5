namespace Steering.Stages;

/// <summary>What a stage will take, by calculation.</summary>
/// <param name="Seconds">Wall seconds.</param>
/// <param name="PeakBytes">Memory of the processor that does the work, at its peak.</param>
/// <param name="OutputBytes">What it leaves in the store.</param>
/// <param name="IsOnGpu">True where the memory and the time are a GPU's.</param>
public sealed record Estimate(double Seconds, double PeakBytes, double OutputBytes, bool IsOnGpu);
