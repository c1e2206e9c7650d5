using Steering.Data.Sources;
using Steering.Flow;
using Steering.Training;

namespace Steering.Stages;

public sealed record EncodeParams(string Name, RawFormat Format);

/// <summary>Runs the frozen vision tower once over every image of a data set and keeps the features.</summary>
public sealed class Encode(EncodeParams parameters, Artifact<Raw> raw, Artifact<Shards> samples, Artifact<VisionTower> tower)
    : Stage<EncodeParams>(parameters, raw, samples, tower)
{
    public override string Label => $"Encode {Params.Name}";

    public Artifact<Features> Visual => Output<Features>("features.safetensors");

    public override Resources Needs => Resources.Training();

    public override Task RunAsync(StageRun run, CancellationToken cancel) =>
        Encoding.RunAsync(run[raw], Params.Format, run[samples], run[tower], run[Visual], run.Progress.Report, cancel);
}
