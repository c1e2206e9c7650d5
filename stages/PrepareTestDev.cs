using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Flow;

namespace Steering.Stages;

public sealed record PrepareTestDevParams(string Name);

/// <summary>Reads both lists of VQAv2's test split, checks that their pictures are there, and writes canonical Parquet rows.</summary>
public sealed class PrepareTestDev(PrepareTestDevParams parameters, Artifact<Raw> raw) : Stage<PrepareTestDevParams>(parameters, raw)
{
    private readonly Artifact<Raw> _raw = raw;

    public override string Label => $"PrepareTestDev {Params.Name}";

    /// <summary>What is answered.</summary>
    public Artifact<Shards> Asked => Output<Shards>("test-dev.parquet", RowDigest.OfFile);

    /// <summary>What the server wants entries for.</summary>
    public Artifact<Shards> Whole => Output<Shards>("test.parquet", RowDigest.OfFile);

    public override async Task RunAsync(StageRun run, CancellationToken cancel)
    {
        await SampleShards.WriteAsync(run[Asked], VqaV2TestLists.Read(run[_raw], VqaV2TestLists.Dev), cancel: cancel);
        await SampleShards.WriteAsync(run[Whole], VqaV2TestLists.Read(run[_raw], VqaV2TestLists.Whole), cancel: cancel);
    }
}
