using System.Text.Json;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Evaluation.Judges;

namespace Steering.Evaluation;

/// <summary>A graded benchmark on disk: its number and, for intervals and parts of it, every item's score.</summary>
/// <param name="Benchmark">Column header.</param>
/// <param name="Value">0…100.</param>
/// <param name="Beside">Further numbers of the official scorer.</param>
public sealed record ScoreFile(string Benchmark, double Value, IReadOnlyDictionary<string, double> Beside, IReadOnlyList<Graded> Items)
{
    /// <summary>Questions whose judgement failed: they have no score, and the number is of the others only.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

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
    /// <param name="verdicts">A judge's verdicts, one for every question; null where the benchmark's own rule grades.</param>
    public static async Task<ScoreFile> GradeAsync(IBenchmark benchmark, string samples, string answers, string? verdicts, CancellationToken cancel)
    {
        var given = LlavaQuestions.ReadAnswers(answers).ToDictionary(answer => answer.Id, answer => answer.Text, StringComparer.Ordinal);
        var decided = verdicts is null ? null : VerdictFile.Read(verdicts).ToDictionary(verdict => verdict.Id, verdict => verdict.Decision, StringComparer.Ordinal);
        var items = new List<Graded>();
        var missing = new List<string>();
        foreach (var sample in (await SampleShards.ReadAsync(samples, cancel)).Where(benchmark.Takes))
        {
            if (!given.Remove(sample.Id, out var answer)) throw new InvalidDataException($"{answers} does not answer question '{sample.Id}'. Answer the benchmark again.");
            if (decided is null) items.Add(benchmark.GradeOne(sample, answer));
            else if (!decided.TryGetValue(sample.Id, out var decision)) throw new InvalidDataException($"{verdicts} holds no verdict on question '{sample.Id}'. Judge the answers again.");
            else if (decision is null) missing.Add(sample.Id);
            else items.Add(((IJudgedBenchmark)benchmark).GradeOne(sample, answer, decision));
        }
        if (given.Count > 0) throw new InvalidDataException($"{answers} answers {given.Count} questions that {samples} does not ask ('{given.Keys.First()}'). Are they of the same set?");
        var beside = benchmark.Beside(items).ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        return new ScoreFile(benchmark.Name, benchmark.Sum(items), new SortedDictionary<string, double>(beside, StringComparer.Ordinal), items) { Missing = missing };
    }
}
