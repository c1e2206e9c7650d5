using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>
/// How many times more parameters one method trains than others, counted on the real shapes: parameters of the first over the mean of the others',
/// between two bounds. Exact: there is no interval.
/// </summary>
/// <param name="Others">One method, or several whose mean counts.</param>
/// <param name="WithConnector">True counts the connector that every method trains too.</param>
public sealed record Ratio(CountedMethod Of, IReadOnlyList<CountedMethod> Others, double? Least, double? Most, bool WithConnector = false) : ClaimTest
{
    public override IReadOnlyList<CountedMethod> Counts => [Of, .. Others];

    public override string Words => $"{Of.Method} ÷ {string.Join(", ", Others.Select(one => one.Method))} of {Of.Model}{(WithConnector ? ", connector counted," : "")} is "
        + (Least, Most) switch { ({ } least, { } most) => $"between {Number(least)} and {Number(most)}", ({ } least, null) => $"at least {Number(least)}", (null, { } most) => $"at most {Number(most)}", _ => "any number" };

    public override Finding Decide(Evidence evidence)
    {
        var counts = Counts.Select(evidence.Counts).ToList();
        if (counts.Contains(null)) return Finding.NotRun($"not counted: {Words}");
        var numbers = counts.Select(count => (double)count![Count.Language] + (WithConnector ? count[Count.Connector] : 0)).ToList();
        var ratio = numbers[0] / numbers.Skip(1).Average();
        return new Finding(
            !(ratio < Least) && !(ratio > Most) ? Verdict.Holds : Verdict.Fails,
            string.Create(CultureInfo.InvariantCulture, $"{Of.Model}: {numbers[0]:#,0} ÷ {string.Join(", ", numbers.Skip(1).Select(one => one.ToString("#,0", CultureInfo.InvariantCulture)))} = {ratio:#,0.0}"), []);
    }

    private static string Number(double value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);
}
