using System.Reflection;
using System.Text;
using Cake.Frosting;
using Steering.Build.Docs;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Packs up how a result came about, for archives and other people's programs.</summary>
[TaskName("Crate")]
[TaskDescription("Writes results/ZOO/ro-crate-metadata.json: how the result came about, as a Workflow Run RO-Crate (all, or what a SELECTOR names)")]
public sealed class CrateChore : FrostingTask<BuildContext>
{
    private const string Program = "LLaVA Steering Pipeline";

    public override void Run(BuildContext context)
    {
        using var engine = new Engine(context.Options);
        var request = Request.Of(context.Options);
        var place = "results/" + context.Options.Zoo;
        var (licence, name, authors) = Licence();
        var summaries = StageTable.Summaries(Assembly.Load("Steering.Stages"));
        var crate = RoCrate.Of(engine.Context, request.Graph, new CrateInfo(
            $"{request.Name} of zoo {context.Options.Zoo}", $"How {request.Name} of zoo {context.Options.Zoo} came about: every run of a stage behind it, with its inputs, parameters and outputs.",
            place, licence, name, authors, Program, type => summaries.GetValueOrDefault("T:" + type.FullName)));
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, place)).FullName;
        foreach (var (file, text) in ((string, string)[])[(Crate.WorkflowName, crate.Workflow), (Crate.MetadataName, crate.Metadata)])
        {
            File.WriteAllText(Path.Combine(folder, file), text, new UTF8Encoding(false));
            Console.WriteLine($"-> {Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(folder, file))}");
        }
    }

    /// <summary>By the repository's LICENSE: its name, and whose it is.</summary>
    private static (string Address, string Name, string Authors) Licence()
    {
        string[] lines = [.. File.ReadLines(Path.Combine(Repository.Root, "LICENSE")).Select(line => line.Trim())];
        var holder = lines.FirstOrDefault(line => line.StartsWith("Copyright (c) ", StringComparison.Ordinal))?.Split(' ', 4)[^1];
        return lines[0] == "MIT License" && holder is not null ? ("https://spdx.org/licenses/MIT", lines[0], holder)
            : throw new FlowException($"LICENSE begins with '{lines[0]}'; a crate needs its address at spdx.org and a holder. Add them in build/Chores/Crate.cs.");
    }
}
