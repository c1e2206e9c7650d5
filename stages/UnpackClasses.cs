using Steering.Data.Sources;
using Steering.Flow;

namespace Steering.Stages;

public sealed record UnpackClassesParams(string Name, Packing Packing);

/// <summary>Unpacks the test split of a classification set whose pictures are no files (MNIST, CIFAR) into a folder a class.</summary>
public sealed class UnpackClasses(UnpackClassesParams parameters, Artifact<Raw> packed) : Stage<UnpackClassesParams>(parameters, packed)
{
    private readonly Artifact<Raw> _packed = packed;

    public override string Label => $"UnpackClasses {Params.Name}";

    public Artifact<Raw> Set => Output<Raw>("raw");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        PackedClasses.Unpack(Params.Packing, run[_packed], run[Set]);
        return Task.CompletedTask;
    }
}
