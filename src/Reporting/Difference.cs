namespace Steering.Reporting;

/// <summary>One column of a paired comparison: the graded items of each seed, of both methods, and the column's number of any part of them.</summary>
public sealed record PairedColumn<T>(IReadOnlyList<IReadOnlyList<T>> Ours, IReadOnlyList<IReadOnlyList<T>> Theirs, Func<IReadOnlyList<T>, double> Score);

/// <summary>A difference of two methods on the same items, in points, with what its interval is made of.</summary>
/// <param name="Error">Standard error, of items and seeds together.</param>
/// <param name="Freedom">Degrees of freedom of it.</param>
/// <param name="N">Items.</param>
/// <param name="Seeds">Seeds that both have.</param>
public sealed record Difference(double Mean, double Error, double Freedom, int N, int Seeds)
{
    private const double Wrong = 0.05;   // chance of an interval to miss

    public double Low => Mean - Half(1);

    public double High => Mean + Half(1);

    /// <summary>
    /// Whether the difference lies above <paramref name="bound"/>: it holds when the whole 95 % interval does, fails when none of it does, and is
    /// undecided between. Above zero is superiority; above −3 is non-inferiority by three points.
    /// </summary>
    /// <param name="looks">How often it is looked at while seeds are added: each look takes its part of the 5 %, so that all together err as one (Bonferroni).</param>
    public Verdict Above(double bound, int looks = 1) =>
        Mean - Half(looks) > bound ? Verdict.Holds : Mean + Half(looks) <= bound ? Verdict.Fails : Verdict.Undecided;

    private double Half(int looks) => Error == 0 ? 0 : StudentT.Factor(Freedom, 1 - (Wrong / looks / 2)) * Error;
}
