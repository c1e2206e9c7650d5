using Cake.Frosting;

namespace Steering.Build.Chores;

/// <summary>Removes the store: every result would have to be made again.</summary>
[TaskName("Clean")]
[TaskDescription("Removes the store of stage results (asks for --yes)")]
public sealed class CleanChore : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        var store = new DirectoryInfo(context.Options.Store);
        if (!store.Exists)
        {
            Console.WriteLine($"There is no store at {store.FullName}.");
            return;
        }
        if (!File.Exists(Path.Combine(store.FullName, "format")))
        {
            throw new Flow.FlowException($"{store.FullName} is not a store (it has no file 'format'); it is left alone.");
        }
        var bytes = store.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        var size = $"{bytes / (double)(1 << 20):0.0} MiB";
        if (!context.Options.Yes)
        {
            Console.WriteLine($"Would remove {store.FullName} ({size}); every stage would run again. Add --yes to do it.");
            return;
        }
        store.Delete(recursive: true);
        Console.WriteLine($"Removed {store.FullName} ({size}).");
    }
}
