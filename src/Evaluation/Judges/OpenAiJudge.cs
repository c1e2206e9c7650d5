namespace Steering.Evaluation.Judges;

/// <summary>
/// A model behind any OpenAI-compatible HTTP endpoint, asked with the benchmark's official prompts. The key is read from an environment variable
/// when it judges, and written nowhere: not into parameters, verdicts, errors or logs.
/// </summary>
/// <param name="Endpoint">Address up to and with the version, e.g. https://api.openai.com/v1.</param>
/// <param name="Model">As the endpoint names it, e.g. gpt-4-0613.</param>
/// <param name="KeyVariable">Environment variable that holds the key; empty for an endpoint that wants none.</param>
public sealed record OpenAiJudge(string Endpoint, string Model, string KeyVariable) : IJudge
{
    /// <summary>Judgements under way at once.</summary>
    public int AtOnce { get; init; } = 4;

    public ChatPatience Patience { get; init; } = new();

    public string Label => $"{Model} at {Endpoint}";

    public async Task<IReadOnlyList<Verdict>> JudgeAsync(IJudgedBenchmark benchmark, IReadOnlyList<JudgedAnswer> answers, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentNullException.ThrowIfNull(answers);
        using var chat = new OpenAiChat(Endpoint, Model, ReadKey(), Patience);
        var verdicts = new Verdict[answers.Count];
        var work = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(Enumerable.Range(0, answers.Count), work, async (i, stop) =>
        {
            var (calls, refused) = (0, 0);
            try
            {
                verdicts[i] = await benchmark.JudgeAsync(answers[i], Counted, stop).ConfigureAwait(false);
            }
            catch (JudgementFailedException failure)
            {
                verdicts[i] = new Verdict(answers[i].Sample.Id, null, "", calls, failure.Message);
            }

            async Task<string> Counted(JudgeCall call, CancellationToken token)
            {
                calls++;
                try
                {
                    var reply = await chat.AskAsync(call, refused, token).ConfigureAwait(false);
                    refused = 0;
                    return reply;
                }
                catch (RateLimitException)
                {
                    refused++;
                    throw;
                }
            }
        }).ConfigureAwait(false);
        return verdicts;
    }

    private string ReadKey()
    {
        if (KeyVariable.Length == 0) return "";
#pragma warning disable RS0030 // A secret must not be an option or a parameter: those are written into manifests. It is read where it is used.
        var key = Environment.GetEnvironmentVariable(KeyVariable);
#pragma warning restore RS0030
        return key is { Length: > 0 } ? key : throw new InvalidOperationException($"The judge {Label} needs a key: set the environment variable {KeyVariable}, or judge by the offline rule.");
    }
}
