namespace Steering.Training;

/// <summary>
/// Linear warm-up, then half a cosine to 0, as transformers' get_cosine_schedule_with_warmup computes it: the factor on the peak rate for
/// step 0, 1, …
/// </summary>
public static class Schedule
{
    /// <summary>Steps of the warm-up: ⌈share · steps⌉.</summary>
    public static int WarmUpSteps(double share, int steps) => (int)Math.Ceiling(share * steps);

    public static double Cosine(int step, int steps, double warmUpShare)
    {
        var rising = WarmUpSteps(warmUpShare, steps);
        if (step < rising) return step / (double)Math.Max(1, rising);
        var progress = (step - rising) / (double)Math.Max(1, steps - rising);
        return Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }

    /// <summary>Linear warm-up over so many steps, then linear decay to 0: the factor on the peak rate for step 0, 1, …</summary>
    public static double Linear(int step, int steps, int warmUpSteps) =>
        Math.Min(1, (step + 1) / (double)Math.Max(1, warmUpSteps)) * (1 - (step / (double)steps));
}
