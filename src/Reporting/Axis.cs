namespace Steering.Reporting;

/// <summary>One axis of a chart: where a value lies in the plot, and where its ticks are.</summary>
internal sealed record Axis(double From, double To, IReadOnlyList<double> Ticks)
{
    /// <summary>An axis of scores, with steps of 1, 2, 5, 10 or 20 and room at both ends.</summary>
    public static Axis Linear(double least, double most)
    {
        var span = Math.Max(most - least, 1);
        double step = 20;
        foreach (var choice in (double[])[0.5, 1, 2, 5, 10])
        {
            if (span / choice > 5) continue;
            step = choice;
            break;
        }
        var from = Math.Floor(least / step) * step;
        var to = Math.Max(Math.Ceiling(most / step) * step, from + step);
        var ticks = new List<double>();
        for (var i = 0; from + (i * step) <= to + (step / 1000); i++) ticks.Add(from + (i * step));
        return new Axis(from, to, ticks);
    }

    /// <summary>An axis of powers of ten around the values; From, To and Ticks are exponents.</summary>
    public static Axis Powers(double least, double most)
    {
        var from = Math.Floor(Math.Log10(least));
        var to = Math.Max(Math.Ceiling(Math.Log10(most)), from + 1);
        var step = to - from > 6 ? 2 : 1;
        var ticks = new List<double>();
        for (var exponent = from; exponent <= to; exponent += step) ticks.Add(exponent);
        return new Axis(from, to, ticks);
    }

    /// <summary>The value's place from 0 at the axis's start to 1 at its end.</summary>
    public double At(double value) => (value - From) / (To - From);
}
