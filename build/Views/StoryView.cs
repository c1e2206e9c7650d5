using Steering.Flow;

namespace Steering.Build.Views;

/// <summary>Where a number comes from: its value, its parts, every run behind it, and how to make it again.</summary>
internal static class StoryView
{
    private static readonly Heading[] Headings =
        [new("run"), new("key"), new("when"), new("time", IsNumber: true), new("memory", IsNumber: true), new("host"), new("commit"), new("state")];

    /// <param name="command">The command that makes it again.</param>
    public static void Print(TextWriter page, CellStory story, string command)
    {
        page.WriteLine($"{story.Cell}: {(story.Number is { } number ? Numbers.Shown(number) : "never made")}{(story.Number is null || story.IsCurrent ? "" : "   (not current: --target Why tells what changed)")}");
        if (story.Cell.Rule.Length > 0) page.WriteLine($"  scored by   {story.Cell.Rule}");
        if (story.Parts.Count > 1 || story.Number is null)
        {
            foreach (var part in story.Parts)
                page.WriteLine($"  {part.Part.Name,-11} {(part.Number is { } alone ? Numbers.Shown(alone.Value) : "no result")}   {part.Link.Node.Label}, {(part.Link.Result is { } result ? Amounts.Short(result.Key) : "never ran")}");
        }
        var commands = story.Chain.Select(link => link.Result?.Run.CommandLine).OfType<string>().Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        var runs = story.Chain.Count(link => link.Result is not null);
        page.WriteLine($"  cost        {Summary.Duration(story.CoreSeconds)} of one core in {runs} run{(runs == 1 ? "" : "s")}, at most {(story.PeakMemoryBytes is { } peak ? Amounts.Bytes(peak) : "? (not measured)")} in one");
        if (commands.Length > 0) page.WriteLine($"  made by     {string.Join("   |   ", commands.Select(text => text.Trim()))}");
        page.WriteLine($"  make again  {command}\n");
        Sheet.Print(page, Headings, [.. story.Chain.Select(Row)]);
        foreach (var link in story.Chain)
            foreach (var accepted in link.Result?.Accepted ?? []) page.WriteLine($"  {link.Node.Label}: {Why.AcceptedLine(accepted)}");
        page.WriteLine();
    }

    private static string[] Row(StoryLink link)
    {
        var state = link.Standing switch { Standing.Current => "current", Standing.Waiting => "follows a change", _ => "stale" };
        return link.Result is not { } result
            ? [link.Node.Label, "", "", "", "", "", "", "never ran"]
            :
            [
                link.Node.Label, Amounts.Short(result.Key), Amounts.Moment(result.Run.Started), Summary.Duration(result.Run.TotalSeconds),
                result.Run.PeakMemoryBytes is { } peak ? Amounts.Bytes(peak) : "", result.Run.Host, result.Run.Commit is { } commit ? Amounts.Short(commit) : "", state,
            ];
    }
}
