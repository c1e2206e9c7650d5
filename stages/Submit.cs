using Steering.Evaluation;
using Steering.Flow;

namespace Steering.Stages;

/// <param name="Place">Repository-relative path of the file, without its ending.</param>
public sealed record SubmitParams(IBenchmark Benchmark, string Place);

/// <summary>Writes answers as the file that the benchmark's server takes, for test splits whose truths are not public.</summary>
/// <param name="parameters">The benchmark, as it was asked.</param>
/// <param name="who">Whose answers.</param>
/// <param name="all">Every question the server expects; VQAv2's wants all of test2015 though only test-dev was answered.</param>
/// <param name="answers">What was answered.</param>
public sealed class Submit(SubmitParams parameters, string who, Artifact<Shards> all, Artifact<Answers> answers) : Stage<SubmitParams>(parameters, all, answers)
{
    private readonly Artifact<Shards> _all = all;

    public override string Label => $"Submit {who} {Params.Benchmark.Name}";

    public Artifact<Submission> Upload => Export<Submission>(Params.Place + ".json");

    public override Task RunAsync(StageRun run, CancellationToken cancel) =>
        Submissions.WriteAsync(Params.Benchmark, run[_all], run[answers], run[Upload], cancel);
}
