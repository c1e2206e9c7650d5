namespace Steering.Stages;

/// <summary>A processor that estimates are made for.</summary>
/// <param name="Flops">Peak of dense 16-bit products, per second.</param>
/// <param name="Bandwidth">Bytes of its memory read per second.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="TrainingShare">Part of the peak that training reaches.</param>
/// <param name="AnsweringShare">Part of the peak that reading prompts reaches.</param>
public sealed record Accelerator(string Name, double Flops, double Bandwidth, double MemoryBytes, double TrainingShare, double AnsweringShare)
{
    /// <summary>NVIDIA's data sheet (312 TFLOP/s, 2.0 TB/s, 80 GB); published trainings of this size reach about two fifths.</summary>
    public static Accelerator A100 { get; } = new("A100-80GB", 312e12, 2.0e12, 80e9, TrainingShare: 0.4, AnsweringShare: 0.3);
}
