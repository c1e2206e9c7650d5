namespace Steering.Flow;

/// <summary>The middle of some measurements, and what nine of ten do not exceed (nearest rank).</summary>
public sealed record Spread(double P50, double P90)
{
    private const double Middle = 0.5;
    private const double Most = 0.9;

    /// <summary>Null of nothing.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : new Spread(At(sorted, Middle), At(sorted, Most));
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
