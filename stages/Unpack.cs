using Steering.Data.Sources;
using Steering.Flow;

namespace Steering.Stages;

/// <param name="Split">"validation" or "test".</param>
public sealed record UnpackParams(string Name, string Split);

/// <summary>Unpacks MMMU's published Parquet files, which hold their pictures, into the folder that its evaluation reads.</summary>
public sealed class Unpack(UnpackParams parameters, Artifact<Raw> parquet) : Stage<UnpackParams>(parameters, parquet)
{
    private readonly Artifact<Raw> _parquet = parquet;

    public override string Label => $"Unpack {Params.Name} {Params.Split}";

    public Artifact<Raw> Set => Output<Raw>("raw");

    public override Task RunAsync(StageRun run, CancellationToken cancel) => MmmuParquet.UnpackAsync(run[_parquet], Params.Split, run[Set], cancel);
}
