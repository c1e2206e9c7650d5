using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>A printed number of trainable parameters is the count on the real shapes, rounded or cut to the printed digits.</summary>
/// <param name="Printed">As the paper prints it, e.g. 188.74M; with <paramref name="IsShare"/> a percentage of all parameters, of all parts together.</param>
public sealed record Counted(CountedMethod Of, string Printed, bool IsShare = false) : ClaimTest
{
    public override IReadOnlyList<CountedMethod> Counts => [Of];

    public override string Words => $"{Of.Method} of {Of.Model} counts {Printed}{(IsShare ? " %" : "")}";

    public override Finding Decide(Evidence evidence)
    {
        if (evidence.Counts(Of) is not { } count) return Finding.NotRun($"not counted: {Words}");
        var exact = IsShare ? Count.Share(count) : count[Count.Language];
        var agrees = Agreement.Of(Printed, exact);
        return new Finding(
            agrees == Agrees.No ? Verdict.Fails : Verdict.Holds,
            string.Create(CultureInfo.InvariantCulture, $"{Of.Method} of {Of.Model}: {(IsShare ? $"{exact:0.0000} %" : $"{exact:#,0}")} for {Printed}{(agrees == Agrees.Truncated ? ", truncated" : "")}"), []);
    }
}
