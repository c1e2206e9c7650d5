using System.Globalization;
using Cake.Frosting;
using Steering.Build.Views;
using Steering.Flow;

namespace Steering.Build.Chores;

/// <summary>Makes the store smaller: what goes can be made again, and the results at hand stay proven without it.</summary>
[TaskName("Gc")]
[TaskDescription("Brings the store within --budget SIZE; --dry-run tells what would go")]
public sealed class GcChore : FrostingTask<BuildContext>
{
    private const int NameWidth = 56;
    private const int Shown = 30;

    public override void Run(BuildContext context)
    {
        var options = context.Options;
        using var engine = new Engine(options);
        var plan = Eviction.Plan(engine.Context, [.. Wishes.Zoos.SelectMany(zoo => Wishes.All.Select(wish => Graph.Of(wish.Stages(options with { Zoo = zoo }))))], options.BudgetBytes);
        var gone = options.IsDryRun ? plan.Going : plan.Apply(engine.Context);
        Print(Console.Out, plan, gone, options.IsDryRun);
        if (plan.IsOverBudget) Speech.Warn($"What must stay is more than the budget of {Amounts.Bytes(options.BudgetBytes ?? 0)}: nothing more can go.");
    }

    internal static void Print(TextWriter page, Eviction plan, IReadOnlyList<Evicted> gone, bool isDryRun)
    {
        var largest = gone.OrderByDescending(item => item.Bytes).ToArray();
        foreach (var item in largest.Take(Shown)) page.WriteLine(Line(item));
        if (gone.Count > Shown) page.WriteLine($"  … and {gone.Count - Shown} more, {Amounts.Bytes(largest.Skip(Shown).Sum(item => item.Bytes))}");
        var freed = gone.Sum(item => item.Bytes);
        var (free, keep) = isDryRun ? ("Would free", "would keep") : ("Freed", "keeps");
        page.WriteLine($"{free} {Amounts.Bytes(freed)} ({gone.Count} thing{(gone.Count == 1 ? "" : "s")}); the store {keep} {Amounts.Bytes(plan.Before - freed)}"
            + (plan.Budget is { } budget ? $" of {Amounts.Bytes(budget)}." : ". With --budget SIZE results go too."));
        page.WriteLine($"Manifests, small files and what the results at hand need stay, {Amounts.Bytes(plan.Pinned)} of objects: no result becomes stale by this.");
        if (plan.BuildingSince is { } since) page.WriteLine($"Another build has been running since {since.LocalDateTime:HH:mm:ss}; what it uses stays.");
    }

    private static string Line(Evicted item) => string.Create(CultureInfo.InvariantCulture,
        $"  {item.What,-NameWidth} {Amounts.Bytes(item.Bytes),10} {(item.Seconds is { } seconds ? Summary.Duration(seconds) : ""),9}  last used {item.LastUsed.LocalDateTime:yyyy-MM-dd HH:mm}  {item.Why}");
}
