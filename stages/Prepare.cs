using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Flow;

namespace Steering.Stages;

public sealed record PrepareParams(string Name, RawFormat Format);

/// <summary>Reads a data set in its published format, checks every row and that its image is there, and writes canonical Parquet rows.</summary>
public sealed class Prepare(PrepareParams parameters, Artifact<Raw> raw) : Stage<PrepareParams>(parameters, raw)
{
    public override string Label => $"Prepare {Params.Name}";

    /// <summary>Its digest is over the rows: Parquet bytes differ between writers.</summary>
    public Artifact<Shards> Samples => Output<Shards>("samples.parquet", RowDigest.OfFile);

    public override async Task RunAsync(StageRun run, CancellationToken cancel) =>
        await SampleShards.WriteAsync(run[Samples], await RawFolder.ReadAsync(run[raw], Params.Format, cancel), cancel: cancel);
}
