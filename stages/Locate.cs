using Steering.Data;
using Steering.Data.IconWorld;
using Steering.Data.IconWorld.Sets;
using Steering.Flow;

namespace Steering.Stages;

/// <param name="Form">How questions are put.</param>
public sealed record LocateParams(string Name, WorldParams World, PromptForm Form);

/// <summary>Finds in the records of composed scenes which visual tokens show a thing, and asks about it and about another.</summary>
public sealed class Locate(LocateParams parameters, Artifact<Raw> scenes, Artifact<Atlas> atlas) : Stage<LocateParams>(parameters, scenes, atlas)
{
    public override string Label => $"Locate {Params.Name}";

    public Artifact<Spots> Things => Output<Spots>("spots.jsonl");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var world = Params.World.Load(run[atlas]);
        SpotFile.Write(run[Things], SceneSpots.Find(world, SceneRecords.Read(Path.Combine(run[scenes], SceneRecords.FileName), world), Params.Form));
        return Task.CompletedTask;
    }
}
