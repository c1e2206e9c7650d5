namespace Steering.Reporting;

/// <summary>Quantiles of Student's t distribution.</summary>
internal static class StudentT
{
    /// <summary>Upper end of a two-sided 95 % interval.</summary>
    public const double Two95 = 0.975;

    private const double Many = 1e7;   // degrees of freedom from which on it is the normal distribution

    /// <summary>The two-sided 95 % factor for a number of degrees of freedom; 1.96 for infinitely many. Exact to 10⁻⁹.</summary>
    public static double Factor95(double freedom) => Factor(freedom, Two95);

    /// <summary>Where the distribution reaches <paramref name="upper"/>, which lies between 0.5 and 1. Exact to 10⁻⁹.</summary>
    public static double Factor(double freedom, double upper)
    {
        if (!(freedom > 0)) throw new ArgumentOutOfRangeException(nameof(freedom), freedom, "Degrees of freedom must be positive.");
        if (!(upper is > 0.5 and < 1)) throw new ArgumentOutOfRangeException(nameof(upper), upper, "The upper end must lie between 0.5 and 1.");
        freedom = Math.Min(freedom, Many);
        double low = 0, high = 1;
        while (Cumulative(high, freedom) < upper) high *= 2;
        for (var step = 0; step < 200 && high - low > 1e-12 * high; step++)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle, freedom) < upper) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    private static double Cumulative(double t, double freedom) => 1 - (IncompleteBeta(freedom / (freedom + (t * t)), freedom / 2, 0.5) / 2);

    /// <summary>Regularised incomplete beta function by Lentz's continued fraction (DLMF 8.17.22).</summary>
    private static double IncompleteBeta(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - IncompleteBeta(1 - x, b, a);
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x))) / a;
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1))), fraction = d;
        for (var m = 1; m < 10_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            fraction *= c * d;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            fraction *= c * d;
            if (Math.Abs((c * d) - 1) < 1e-15) break;
        }
        return front * fraction;
    }

    private static double NotZero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;

    /// <summary>Stirling's series after shifting the argument above 15.</summary>
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 15; x++) shift -= Math.Log(x);
        var inverse = 1 / (x * x);
        var series = (1.0 / 12) - (inverse * ((1.0 / 360) - (inverse * ((1.0 / 1260) - (inverse * ((1.0 / 1680) - (inverse / 1188)))))));
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (series / x);
    }
}
