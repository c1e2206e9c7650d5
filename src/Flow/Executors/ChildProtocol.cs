using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steering.Flow;

/// <summary>What a child process must know; written as job.json by the parent.</summary>
/// <param name="Identity">Which node of the graph the child builds from the same declarations.</param>
/// <param name="Params">Canonical parameters; the child refuses when its own differ.</param>
public sealed record ChildJob(
    string Identity, string Label, string Key, string Params, IReadOnlyList<string> InputPaths, string OutputFolder, string Device, IReadOnlyList<int> Gpus);

/// <summary>Lines between child and parent: one JSON object each on the child's standard output.</summary>
internal static class ChildLine
{
    public const int Succeeded = 0;
    public const int StageFailed = 1;
    public const int BadJob = 2;
    public const int Cancelled = 130;

    public static string Progress(double fraction, string text) => new JsonObject { ["fraction"] = fraction, ["text"] = text }.ToJsonString();

    public static string Done(long? peakBytes) => new JsonObject { ["done"] = true, ["peak"] = peakBytes }.ToJsonString();

    public static string Failed(Exception error) => new JsonObject
    {
        ["error"] = error is FlowException ? error.Message : $"{error.GetType().Name}: {error.Message}",
        ["detail"] = error.ToString(),
        ["disk"] = Disk.IsFull(error),
    }.ToJsonString();

    /// <summary>A progress line's content; null when it is another kind of line.</summary>
    public static (double Fraction, string Text)? Progress(JsonElement message) =>
        message.TryGetProperty("fraction", out var fraction) && fraction.ValueKind == JsonValueKind.Number
        && message.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? (fraction.GetDouble(), text.GetString()!)   // a string, as just seen
            : null;

    public static bool IsError(JsonElement message) =>
        message.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
        && message.TryGetProperty("detail", out _) && message.TryGetProperty("disk", out var disk) && disk.ValueKind is JsonValueKind.True or JsonValueKind.False;

    public static bool IsDone(JsonElement message, out long peakBytes)
    {
        peakBytes = message.TryGetProperty("peak", out var peak) && peak.ValueKind == JsonValueKind.Number ? peak.GetInt64() : 0;
        return message.TryGetProperty("done", out var done) && done.ValueKind == JsonValueKind.True;
    }

    /// <summary>The object on a line; null when the line is something else that found its way to standard output.</summary>
    public static JsonElement? Parse(string line)
    {
        if (line is not ['{', ..]) return null;
        try { using var document = JsonDocument.Parse(line); return document.RootElement.Clone(); }
        catch (JsonException) { return null; }
    }
}

/// <summary>Peak resident memory of a process, as Linux tells it.</summary>
internal static class PeakMemory
{
    public static long? Of(string process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(entry => entry.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), System.Globalization.CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { return null; }
    }
}
