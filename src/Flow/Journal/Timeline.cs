using System.Text.Json;

namespace Steering.Flow;

/// <summary>How a stage's turn ended.</summary>
public enum TurnEnd
{
    Finished,
    Failed,

    /// <summary>The run ended first: it was stopped or killed.</summary>
    Stopped,
}

/// <summary>A stage's turn in a run.</summary>
/// <param name="Lane">Which of the lines of work, from 0.</param>
/// <param name="Start">Seconds from the run's beginning.</param>
public sealed record TimelineTurn(string Label, string Kind, int Lane, double Start, double End, TurnEnd How);

/// <summary>What ran when in one run, from its journal.</summary>
/// <param name="Seconds">From the first start to the last thing known of the run.</param>
/// <param name="IsEnded">False when the run was killed, or still goes on.</param>
public sealed record Timeline(DateTimeOffset Begun, string CommandLine, double Seconds, IReadOnlyList<TimelineTurn> Turns, bool IsEnded)
{
    /// <summary>The latest run that ran anything; null when there is none.</summary>
    public static Timeline? Last(Store store)
    {
        var folder = RunJournal.FolderOf(store);
        var last = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).LastOrDefault() : null;
        return last is null ? null : Read(last);
    }

    /// <summary>Reads a journal; a last line that was cut short is left out. Null when nothing stands in it.</summary>
    public static Timeline? Read(string file)
    {
        var lines = Lines(file).ToArray();
        if (lines.Length == 0) return null;
        var (begun, until) = (lines[0].At, lines[^1].At);
        double At(DateTimeOffset moment) => (moment - begun).TotalSeconds;
        var (turns, open) = (new List<TimelineTurn>(), new Dictionary<int, JournalLine>());
        foreach (var line in lines)
        {
            if (line is { Event: JournalEvent.Started, Lane: { } entered }) open[entered] = line;
            else if (line is { Event: JournalEvent.Finished or JournalEvent.Failed, Lane: { } left } && open.Remove(left, out var start))
                turns.Add(Turn(start, line.At, line.Event == JournalEvent.Finished ? TurnEnd.Finished : TurnEnd.Failed));
        }
        turns.AddRange(open.Values.Select(start => Turn(start, until, TurnEnd.Stopped)));
        return new Timeline(begun, lines[0].Text ?? "", At(until), [.. turns.OrderBy(turn => turn.Start)], lines[^1].Event == JournalEvent.Ended);

        TimelineTurn Turn(JournalLine start, DateTimeOffset end, TurnEnd how) => new(start.Label ?? "", start.Kind ?? "", start.Lane ?? 0, At(start.At), At(end), how);
    }

    private static IEnumerable<JournalLine> Lines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } text)
            if (Parse(text) is { } line) yield return line;
    }

    private static JournalLine? Parse(string text)
    {
        try { return JsonSerializer.Deserialize(text, JournalJson.Default.JournalLine); }
        catch (JsonException) { return null; }
    }
}
