using Steering.Data.Sources.Tasks;
using Steering.Flow;

namespace Steering.Stages;

public sealed record TaskSetParams(TaskChoice Choice);

/// <summary>Makes a task-specific tuning set (Tables 2 and 3) from the task's raw files, in LLaVA's layout.</summary>
/// <param name="parameters">Task, split and scale.</param>
/// <param name="raw">The task's files as published.</param>
/// <param name="pictures">Where its pictures lie: the same folder, or the one that holds coco/ for VQAv2 and OK-VQA.</param>
public sealed class TaskSet(TaskSetParams parameters, Artifact<Raw> raw, Artifact<Raw> pictures) : Stage<TaskSetParams>(parameters, raw, pictures)
{
    private readonly Artifact<Raw> _raw = raw;
    private readonly Artifact<Raw> _pictures = pictures;

    public override string Label => $"TaskSet {Params.Choice.Kind} {Params.Choice.Split} {Params.Choice.Count?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "all"}";

    public Artifact<Raw> Set => Output<Raw>("set");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        TaskData.Make(Params.Choice, run[_raw], run[_pictures], run[Set]);
        return Task.CompletedTask;
    }
}
