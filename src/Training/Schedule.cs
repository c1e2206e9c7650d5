using System.Text.Json.Serialization;

namespace Steering.Training;

/// <summary>How a learning rate falls after its warm-up.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ScheduleShape>))]
public enum ScheduleShape
{
    /// <summary>Along half a cosine.</summary>
    Cosine,

    /// <summary>In a straight line.</summary>
    Linear,
}

/// <summary>
/// Linear warm-up, then half a cosine or a straight line to 0, as transformers' get_cosine_schedule_with_warmup and
/// get_linear_schedule_with_warmup compute it: the factor on the peak rate for step 0, 1, …
/// </summary>
public static class Schedule
{
    /// <summary>Steps of the warm-up: ⌈share · steps⌉.</summary>
    public static int WarmUpSteps(double share, int steps) => (int)Math.Ceiling(share * steps);

    public static double Factor(ScheduleShape shape, int step, int steps, double warmUpShare)
    {
        if (shape == ScheduleShape.Cosine) return Cosine(step, steps, warmUpShare);
        var rising = WarmUpSteps(warmUpShare, steps);
        return step < rising ? step / (double)Math.Max(1, rising) : Math.Max(0, (steps - step) / (double)Math.Max(1, steps - rising));
    }

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
