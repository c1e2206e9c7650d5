namespace Steering.Stages;

/// <summary>A processor that estimates are made for.</summary>
/// <param name="Flops">Peak of dense products in the arithmetic that stages use there (32-bit numbers, products in TF32), per second.</param>
/// <param name="Bandwidth">Bytes of its memory read per second.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="TrainingShare">Part of the peak that training reaches.</param>
/// <param name="AnsweringShare">Part of the peak that reading prompts reaches.</param>
public sealed record Accelerator(string Name, double Flops, double Bandwidth, double MemoryBytes, double TrainingShare, double AnsweringShare)
{
    /// <summary>NVIDIA's data sheet (156 TFLOP/s in TF32, 2.0 TB/s, 80 GB); published trainings of this size reach about two fifths of their arithmetic's peak.</summary>
    public static Accelerator A100 { get; } = new("A100-80GB", 156e12, 2.0e12, 80e9, TrainingShare: 0.4, AnsweringShare: 0.3);
}
