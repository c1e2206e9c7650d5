using Steering.Data.IconWorld.Sets;
using Steering.Data.Sources;
using Steering.Flow;

namespace Steering.Stages;

/// <param name="Zoo">Names the folder under datasets/IconWorld/raw.</param>
/// <param name="Counted">
/// A second set: for POPE the tuning set, on which its popular and adversarial negatives are counted; for VizWiz and IconQA the training split of a
/// task-specific tuning set, if one is wanted; null for other kinds.
/// </param>
public sealed record ComposeParams(string Zoo, string Name, SetKind Kind, WorldParams World, SceneSet Set, SceneSet? Counted);

/// <summary>Composes one data set of the icon world and writes it in the benchmark's own on-disk format, images included.</summary>
public sealed class Compose(ComposeParams parameters, Artifact<Atlas> atlas) : Stage<ComposeParams>(parameters, atlas)
{
    public override string Label => $"Compose {Params.Name}";

    /// <summary>Lies where people may look into it; an edited picture counts.</summary>
    public Artifact<Raw> Set => Export<Raw>($"datasets/IconWorld/raw/{Params.Zoo}/{Params.Name}");

    public override Resources Needs => Resources.Heavy(gigabytes: 0.5);

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var world = Params.World.Load(run[atlas]);
        void Progress(double fraction) => run.Progress.Report(fraction, "drawing");
        switch (Params.Kind)
        {
            case SetKind.Captions: CaptionSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.Tuning: TuningSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.VqaV2: VqaSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.ScienceQa: ScienceQaSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.Pope when Params.Counted is { } counted: PopeSet.Write(world, Params.Set, counted, run[Set], Progress); break;
            case SetKind.Gqa: GqaSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.TextVqa: TextVqaSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.VizWiz: VizWizSet.Write(world, Params.Set, Params.Counted, run[Set], Progress); break;
            case SetKind.IconQaText: IconQaSet.Write(world, Params.Set, Params.Counted, IconQaFiles.Text, run[Set], Progress); break;
            case SetKind.IconQaBlank: IconQaSet.Write(world, Params.Set, Params.Counted, IconQaFiles.Blank, run[Set], Progress); break;
            case SetKind.Mme: MmeSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.Mmmu: MmmuSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.HallusionBench: HallusionSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.MmVet: MmVetSet.Write(world, Params.Set, run[Set], Progress); break;
            case SetKind.Mmlu: TextSets.WriteMmlu(world, Params.Set, run[Set]); break;
            case SetKind.HellaSwag: TextSets.WriteHellaSwag(world, Params.Set, run[Set]); break;
            case SetKind.Classes: ClassSet.Write(world, Params.Set, run[Set], Progress); break;
            default: throw new InvalidDataException($"Set '{Params.Name}' of kind {Params.Kind} cannot be composed: POPE needs the tuning set its negatives are counted on.");
        }
        return Task.CompletedTask;
    }
}
