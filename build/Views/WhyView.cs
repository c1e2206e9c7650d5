using Steering.Flow;

namespace Steering.Build.Views;

/// <summary>What changed, each reason once where it began, and what is current since when.</summary>
internal static class WhyView
{
    private const int MostLines = 12;

    /// <param name="isFull">True: every line of a long reason.</param>
    public static void Print(TextWriter page, PlanGroups groups, IReadOnlyCollection<StageNode> chosen, bool isFull)
    {
        var most = isFull ? int.MaxValue : MostLines;
        var touched = groups.Groups.Select(group => (group, Count: group.Stages.Count(stage => chosen.Contains(stage.Node)))).Where(pair => pair.Count > 0).ToArray();
        foreach (var root in groups.Roots)
        {
            var followers = touched.Where(pair => pair.group.Because.Contains(root)).ToArray();
            if (followers.Length == 0 && !root.Stages.Any(chosen.Contains)) continue;
            page.WriteLine($"{Times(root.Name, root.Stages.Count)} {(root.Since is { } since ? $"changed {Amounts.Moment(since)}" : "will run")}:");
            foreach (var line in root.Lines.Take(most)) page.WriteLine($"    {line}");
            if (root.Lines.Count > most) page.WriteLine($"    and {root.Lines.Count - most} more (--full shows all)");
            foreach (var (group, count) in followers) page.WriteLine($"    -> {Times(group.Name, count)}, because of it");
        }
        foreach (var group in groups.CurrentOf(chosen))
        {
            page.WriteLine($"{Times(group.Name, group.Stages.Count)} {(group.Stages.Count == 1 ? "is" : "are")} current since {Amounts.Moment(group.Since)}"
                + (group.Because.Count == 0 ? ", the first result" + (group.Stages.Count == 1 ? "" : "s") : ". What had changed then:"));
            foreach (var root in group.Because) page.WriteLine($"    {root.Name}: {string.Join("; ", root.Lines.Take(most))}{(root.Lines.Count > most ? $"; {root.Lines.Count - most} more" : "")}");
            foreach (var accepted in group.Accepted) page.WriteLine($"    {Why.AcceptedLine(accepted)}");
        }
    }

    private static string Times(string name, int count) => count == 1 ? name : $"{name} ×{count}";
}
