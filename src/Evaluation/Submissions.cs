using Steering.Data;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Evaluation.Benchmarks;

namespace Steering.Evaluation;

/// <summary>Files for the servers that keep a test split's answers, in the form each wants.</summary>
public static class Submissions
{
    /// <summary>Writes what the benchmark's server takes: an entry for every question of the shards, whatever part of them was answered.</summary>
    /// <param name="benchmark">VQAv2, VizWiz or MMMU; of MM-Vet what its own evaluator reads.</param>
    /// <param name="samples">Shards of every question the server expects (for VQAv2 all of test2015, also when only test-dev was asked).</param>
    /// <param name="answers">Answer lines; the last for an id counts.</param>
    /// <param name="output">The file to upload.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task WriteAsync(IBenchmark benchmark, string samples, string answers, string output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        var items = (await SampleShards.ReadAsync(samples, cancel)).Where(benchmark.Takes).ToList();
        var given = LlavaQuestions.ReadAnswers(answers);
        switch (benchmark)
        {
            case Mmmu: MmmuFiles.WriteAnswers(output, Mmmu.Submission(items, given.ToDictionary(answer => answer.Id, answer => answer.Text, StringComparer.Ordinal), seed: 0)); break;
            case MmVet: MmVetFiles.WriteAnswers(output, given); break;
            default: Write(benchmark, [.. items.Select(Question)], given, output); break;
        }
    }

    public static void Write(IBenchmark benchmark, IReadOnlyList<LlavaQuestion> questions, IReadOnlyList<LlavaAnswer> answers, string output)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentNullException.ThrowIfNull(questions);
        var known = questions.Select(question => question.Id).ToHashSet(StringComparer.Ordinal);
        if (answers.FirstOrDefault(answer => !known.Contains(answer.Id)) is { } stranger)
        {
            throw new InvalidDataException($"The answers hold question {stranger.Id}, which the {questions.Count} questions of the submission lack. Are they for this split?");
        }
        switch (benchmark)
        {
            case VqaV2: VqaV2Files.WriteResults(output, VqaV2.Submission(questions, answers)); break;
            case VizWiz: VizWizFiles.WriteResults(output, VizWiz.Submission(questions, answers)); break;
            default: throw new InvalidDataException($"{benchmark.Name} is scored here, not by a server; grade its answers instead.");
        }
    }

    private static LlavaQuestion Question(Sample sample) => new(sample.Id, sample.Image, sample.Turns[0].Question, sample.Category);
}
