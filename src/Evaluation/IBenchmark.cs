using System.Text.Json.Serialization;
using Steering.Data;
using Steering.Evaluation.Judges;

namespace Steering.Evaluation;

/// <summary>What a model is asked: the question as a chat template takes it (image marker included), and the image's file.</summary>
public sealed record Prompt(string Question, string? Image);

/// <summary>
/// One graded answer. <paramref name="Image"/> is the cluster for intervals (questions about one picture are not independent; empty
/// for a text-only item), <paramref name="Category"/> the data set's own grouping, <paramref name="Score"/> 0…1.
/// </summary>
public sealed record Graded(string Id, string Image, string Category, double Score, string Answer)
{
    /// <summary>What was decided about the answer beside its score, in the benchmark's own words (a judge's verdict, say); empty elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Verdict { get; init; }

    /// <summary>What intervals are drawn over: the picture, or of a text-only item itself.</summary>
    [JsonIgnore]
    public string Cluster => Image.Length > 0 ? Image : Id;
}

/// <summary>One column of a paper table: what is asked, what counts as right, how it adds up.</summary>
public interface IBenchmark
{
    /// <summary>Column header, as printed.</summary>
    string Name { get; }

    /// <summary>Its card is datasets/<see cref="Dataset"/>/card.md, whose worked gradings the tests run.</summary>
    string Dataset { get; }

    /// <summary>Whether a row of the data set belongs to this column.</summary>
    bool Takes(Sample sample);

    Prompt Ask(Sample sample);

    /// <summary>0…1; VQA accuracy is soft.</summary>
    double Grade(Sample sample, string answer);

    /// <summary>What was decided about an answer beside its score, for <see cref="Graded.Verdict"/>; empty where the score says it all.</summary>
    string Verdict(Sample sample, string answer) => "";

    /// <summary>The column's number where every answer is right; 100 but where the benchmark counts otherwise.</summary>
    double Highest => 100;

    /// <summary>The column's number, 0…<see cref="Highest"/>. Defined for any part of the graded answers, so that intervals can be drawn by resampling.</summary>
    double Sum(IReadOnlyList<Graded> graded);

    /// <summary>The further numbers the official scorer reports by name, 0…100 but for totals of a benchmark that counts otherwise.</summary>
    IReadOnlyList<(string Name, double Value)> Beside(IReadOnlyList<Graded> graded);
}

/// <summary>What follows from a benchmark's own members.</summary>
public static class BenchmarkExtensions
{
    public static Graded GradeOne(this IBenchmark benchmark, Sample sample, string answer)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentNullException.ThrowIfNull(sample);
        return new Graded(sample.Id, sample.Image ?? "", sample.Category, benchmark.Grade(sample, answer), answer)
        {
            Verdict = benchmark.Verdict(sample, answer) is { Length: > 0 } verdict ? verdict : null,
        };
    }

    /// <summary>The same by a judge's decision.</summary>
    public static Graded GradeOne(this IJudgedBenchmark benchmark, Sample sample, string answer, string decision)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentNullException.ThrowIfNull(sample);
        return new Graded(sample.Id, sample.Image ?? "", sample.Category, benchmark.Score(sample, decision), answer) { Verdict = decision };
    }

    /// <summary>Mean score in percent; 0 of nothing.</summary>
    internal static double Percent(this IReadOnlyCollection<Graded> graded) =>
        graded.Count == 0 ? 0 : 100 * graded.Sum(item => item.Score) / graded.Count;

    /// <summary>Mean score in percent of each category, by name.</summary>
    internal static IReadOnlyList<(string Name, double Value)> PercentByCategory(this IReadOnlyList<Graded> graded) =>
    [
        .. graded.GroupBy(item => item.Category, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.ToList().Percent())),
    ];
}
