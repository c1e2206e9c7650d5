using System.Text.Json;
using Steering.Data.Shards;
using Steering.Data.Sources;

namespace Steering.Evaluation;

/// <summary>A graded benchmark on disk: its number and, for intervals and parts of it, every item's score.</summary>
/// <param name="Benchmark">Column header.</param>
/// <param name="Value">0…100.</param>
/// <param name="Beside">Further numbers of the official scorer.</param>
public sealed record ScoreFile(string Benchmark, double Value, IReadOnlyDictionary<string, double> Beside, IReadOnlyList<Graded> Items)
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Layout) + "\n");

    public static ScoreFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ScoreFile>(File.ReadAllBytes(path), Layout) ?? throw new InvalidDataException($"{path} is empty. Grade again.");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{path} is no score file ({broken.Message}). Grade again.", broken);
        }
    }

    /// <summary>Grades answer lines against shards; every question needs exactly one answer.</summary>
    public static async Task<ScoreFile> GradeAsync(IBenchmark benchmark, string samples, string answers, CancellationToken cancel)
    {
        var given = LlavaQuestions.ReadAnswers(answers).ToDictionary(answer => answer.Id, answer => answer.Text, StringComparer.Ordinal);
        var items = (await SampleShards.ReadAsync(samples, cancel)).Where(benchmark.Takes)
            .Select(sample => given.Remove(sample.Id, out var answer)
                ? benchmark.GradeOne(sample, answer)
                : throw new InvalidDataException($"{answers} does not answer question '{sample.Id}'. Answer the benchmark again."))
            .ToList();
        if (given.Count > 0) throw new InvalidDataException($"{answers} answers {given.Count} questions that {samples} does not ask ('{given.Keys.First()}'). Are they of the same set?");
        var beside = benchmark.Beside(items).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        return new ScoreFile(benchmark.Name, benchmark.Sum(items), new SortedDictionary<string, double>(beside, StringComparer.Ordinal), items);
    }
}
