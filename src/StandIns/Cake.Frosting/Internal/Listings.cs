using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>What a host prints about its tasks instead of running them.</summary>
internal static class Listings
{
    public static void Descriptions(IReadOnlyList<ICakeTaskInfo> tasks, IConsole console)
    {
        var width = Math.Max(29, tasks.Select(task => task.Name.Length).DefaultIfEmpty().Max()) + 1;
        console.WriteLine("");
        console.WriteLine("{0}{1}", "Task".PadRight(width), "Description");
        console.WriteLine("{0}", new string('=', width + 50));
        foreach (var task in tasks) console.WriteLine("{0}{1}", task.Name.PadRight(width), task.Description);
    }

    /// <summary>Every task that no other one needs, with what it needs below it; "Default" first.</summary>
    public static void Tree(IReadOnlyList<ICakeTaskInfo> tasks, IConsole console)
    {
        var byName = tasks.ToDictionary(task => task.Name, StringComparer.OrdinalIgnoreCase);
        var needed = tasks.SelectMany(Needs).ToHashSet(StringComparer.OrdinalIgnoreCase);
        console.WriteLine("");
        foreach (var task in tasks
            .Where(task => !needed.Contains(task.Name))
            .OrderByDescending(task => task.Name.Equals("Default", StringComparison.OrdinalIgnoreCase))
            .ThenBy(task => task.Name, StringComparer.OrdinalIgnoreCase))
        {
            console.WriteLine("{0}", task.Name);
            Branch(task, "");
            console.WriteLine("");
        }

        void Branch(ICakeTaskInfo task, string indent)
        {
            var names = Needs(task).ToList();
            for (var at = 0; at < names.Count; at++)
            {
                var last = at == names.Count - 1;
                if (!byName.TryGetValue(names[at], out var child))
                {
                    throw new CakeException($"Task '{task.Name}' is dependent on task '{names[at]}' which does not exist.");
                }
                console.WriteLine("{0}{1}{2}", indent, last ? "└─" : "├─", child.Name);
                Branch(child, indent + (last ? "  " : "│ "));
            }
        }

        IEnumerable<string> Needs(ICakeTaskInfo task) => task.Dependencies.Select(dependency => dependency.Name)
            .Concat(tasks.Where(other => other.Dependees.Any(dependee => dependee.Name.Equals(task.Name, StringComparison.OrdinalIgnoreCase)))
                .Select(other => other.Name));
    }

    public static void Help(IConsole console)
    {
        console.WriteLine("{0}", """
            OPTIONS:
                -t, --target <TARGET>          Task to run, repeatable; "Default" if absent
                -w, --working <PATH>           Working directory
                -v, --verbosity <VERBOSITY>    Quiet, Minimal, Normal, Verbose or Diagnostic
                -e, --exclusive                Runs the target without its dependencies
                    --description              Lists the tasks with their descriptions
                    --tree                     Shows the tasks as a tree of dependencies
                    --dryrun                   Names the tasks that would run
                    --version, --info          About the host
                -h, --help                     Prints this
            """);
    }
}
