using System.Globalization;
using System.Xml.Linq;

namespace Steering.Build.Testing;

/// <summary>How a test ended.</summary>
internal enum Verdict
{
    Passed,
    Failed,
    Skipped,
}

/// <summary>One test's end.</summary>
/// <param name="Message">Reason of a failure or a skip.</param>
internal sealed record TestResult(string Name, Verdict Verdict, string Message);

/// <summary>The results of one test project, as its runner wrote them (TRX).</summary>
/// <param name="Seconds">From first start to last end.</param>
internal sealed record TestResults(IReadOnlyList<TestResult> Results, double Seconds)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    public static TestResults Read(string file)
    {
        var root = XDocument.Load(file).Root!;   // a loaded document has a root
        var times = root.Element(Trx + "Times");
        var seconds = times is null ? 0 : (Time(times, "finish") - Time(times, "start")).TotalSeconds;
        return new([.. root.Descendants(Trx + "UnitTestResult").Select(Read)], seconds);
    }

    private static DateTimeOffset Time(XElement times, string name) => DateTimeOffset.Parse((string?)times.Attribute(name) ?? "", CultureInfo.InvariantCulture);

    private static TestResult Read(XElement result)
    {
        var verdict = (string?)result.Attribute("outcome") switch
        {
            "Passed" => Verdict.Passed,
            "NotExecuted" => Verdict.Skipped,
            _ => Verdict.Failed,
        };
        var output = result.Element(Trx + "Output");
        var message = (string?)output?.Element(Trx + "ErrorInfo")?.Element(Trx + "Message") ?? (verdict == Verdict.Skipped ? (string?)output?.Element(Trx + "StdOut") : null) ?? "";
        var trace = verdict == Verdict.Failed ? (string?)output?.Element(Trx + "ErrorInfo")?.Element(Trx + "StackTrace") ?? "" : "";
        return new((string?)result.Attribute("testName") ?? "?", verdict, (message + (trace.Length > 0 ? "\n" + trace : "")).Trim());
    }
}
