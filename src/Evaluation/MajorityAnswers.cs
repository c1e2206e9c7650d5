using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Sources;

namespace Steering.Evaluation;

/// <summary>
/// The best that one constant answer per category can do: the most frequent truth of each category, taken from the very items it is then
/// graded on, so it is an upper bound for every reader who knows neither picture nor question.
/// </summary>
public static class MajorityAnswers
{
    public static async Task RunAsync(IBenchmark benchmark, string samples, string output, CancellationToken cancel)
    {
        var items = (await SampleShards.ReadAsync(samples, cancel)).Where(benchmark.Takes).ToList();
        var favourite = items.GroupBy(item => item.Category, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => group.GroupBy(Truth, StringComparer.Ordinal).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal).First().Key,
            StringComparer.Ordinal);
        LlavaQuestions.WriteAnswers(
            output, [.. items.Select(item => new LlavaAnswer(item.Id, benchmark.Ask(item).Question, favourite[item.Category]))], "majority", idsAreText: true);
    }

    private static string Truth(Sample item) => item.Answers[0];
}
