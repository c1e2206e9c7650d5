using System.Text.Encodings.Web;
using System.Text.Json;
using Steering.Data.Shards;
using Steering.Data.Sources;

namespace Steering.Evaluation.Judges;

/// <summary>Verdicts as JSON lines, one a question: what was decided, the judge's words, the calls it took, and why a judgement failed.</summary>
public static class VerdictFile
{
    private static readonly JsonSerializerOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, IEnumerable<Verdict> verdicts) => File.WriteAllText(path, string.Concat(verdicts.Select(verdict => JsonSerializer.Serialize(verdict, Layout) + "\n")));

    public static IReadOnlyList<Verdict> Read(string path)
    {
        var verdicts = new List<Verdict>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                verdicts.Add(JsonSerializer.Deserialize<Verdict>(line, Layout) ?? throw new JsonException("null"));
            }
            catch (JsonException broken)
            {
                throw new InvalidDataException($"{path}:{verdicts.Count + 1} is no verdict ({broken.Message}). Judge again.", broken);
            }
        }
        return verdicts;
    }
}

/// <summary>What a long judging keeps now and then; <paramref name="TryLoad"/> finds the folder of an earlier run, <paramref name="Save"/> writes one.</summary>
public sealed record JudgeMemory(Func<string?> TryLoad, Func<bool> IsDue, Func<string, Action<string>, bool> Save);

/// <summary>Judges all answers of one model to one benchmark.</summary>
public static class Judging
{
    // Between two parts what is known can be kept.
    private const int Part = 32;
    private const string Kept = "verdicts.jsonl";

    /// <summary>Writes a verdict for every answer; a failed one among them. Where every judgement failed there is nothing to write, and the reason is an error.</summary>
    public static async Task RunAsync(
        IJudgedBenchmark benchmark, IJudge judge, string samples, string answers, string output, JudgeMemory memory, Action<double, string> progress, CancellationToken cancel)
    {
        var given = LlavaQuestions.ReadAnswers(answers).ToDictionary(answer => answer.Id, answer => answer.Text, StringComparer.Ordinal);
        var posed = benchmark.Pose(
        [
            .. (await SampleShards.ReadAsync(samples, cancel)).Where(benchmark.Takes).Select(sample => given.TryGetValue(sample.Id, out var text)
                ? (sample, text)
                : throw new InvalidDataException($"{answers} does not answer question '{sample.Id}'. Answer the benchmark again.")),
        ]);
        var verdicts = memory.TryLoad() is { } earlier ? VerdictFile.Read(Path.Combine(earlier, Kept)).ToList() : [];
        foreach (var part in posed.Skip(verdicts.Count).Chunk(Part))
        {
            verdicts.AddRange(await judge.JudgeAsync(benchmark, part, cancel));
            if (verdicts.Count >= Part && verdicts.TrueForAll(verdict => verdict.Decision is null)) break;
            progress(verdicts.Count / (double)posed.Count, $"{verdicts.Count}/{posed.Count} verdicts");
            if (memory.IsDue()) memory.Save($"{verdicts.Count}/{posed.Count} verdicts", folder => VerdictFile.Write(Path.Combine(folder, Kept), verdicts));
        }
        if (verdicts.Count > 0 && verdicts.TrueForAll(verdict => verdict.Decision is null))
            throw new InvalidOperationException($"The judge ({judge.Label}) judged none of {verdicts.Count} answers; the first failed so: {verdicts[0].Failure}");
        VerdictFile.Write(output, verdicts);
    }
}
