using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steering.Flow;

/// <summary>What a child process must know of one job; written as job.json by the parent, who then writes that file's path on a line of the child's standard input.</summary>
/// <param name="Identity">Which node of the graph the child builds from the same declarations.</param>
/// <param name="Params">Canonical parameters; the child refuses when its own differ.</param>
public sealed record ChildJob(
    string Identity, string Label, string Key, string Params, IReadOnlyList<string> InputPaths, string OutputFolder, string? CheckpointFolder, string Device, IReadOnlyList<int> Gpus);

/// <summary>Lines from child to parent: one JSON object each on the child's standard output. A job begins with "began" and ends with "done" or "error".</summary>
internal static class ChildLine
{
    public const int Succeeded = 0;
    public const int StageFailed = 1;
    public const int BadJob = 2;
    public const int Cancelled = 130;

    public static string Began { get; } = new JsonObject { ["began"] = true }.ToJsonString();

    public static string Progress(double fraction, string text) => new JsonObject { ["fraction"] = fraction, ["text"] = text }.ToJsonString();

    /// <summary>The end of a job that went well; after it the child waits for another (<paramref name="again"/>) or ends.</summary>
    public static string Done(long? peakBytes, bool again) => new JsonObject { ["done"] = true, ["peak"] = peakBytes, ["again"] = again }.ToJsonString();

    public static string Failed(Exception error) => new JsonObject
    {
        ["error"] = error is FlowException ? error.Message : $"{error.GetType().Name}: {error.Message}",
        ["detail"] = error.ToString(),
        ["disk"] = Disk.IsFull(error),
    }.ToJsonString();

    public static bool IsBegan(JsonElement message) => IsTrue(message, "began");

    /// <summary>A progress line's content; null when it is another kind of line.</summary>
    public static (double Fraction, string Text)? Progress(JsonElement message) =>
        message.TryGetProperty("fraction", out var fraction) && fraction.ValueKind == JsonValueKind.Number
        && message.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? (fraction.GetDouble(), text.GetString()!)   // a string, as just seen
            : null;

    public static bool IsError(JsonElement message) =>
        message.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String
        && message.TryGetProperty("detail", out _) && message.TryGetProperty("disk", out var disk) && disk.ValueKind is JsonValueKind.True or JsonValueKind.False;

    public static bool IsDone(JsonElement message, out long peakBytes, out bool again)
    {
        peakBytes = message.TryGetProperty("peak", out var peak) && peak.ValueKind == JsonValueKind.Number ? peak.GetInt64() : 0;
        again = IsTrue(message, "again");
        return IsTrue(message, "done");
    }

    /// <summary>The object on a line; null when the line is something else that found its way to standard output.</summary>
    public static JsonElement? Parse(string line)
    {
        if (line is not ['{', ..]) return null;
        try { using var document = JsonDocument.Parse(line); return document.RootElement.Clone(); }
        catch (JsonException) { return null; }
    }

    private static bool IsTrue(JsonElement message, string name) => message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
