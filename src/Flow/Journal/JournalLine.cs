using System.Text.Json.Serialization;

namespace Steering.Flow;

/// <summary>What a line of a run's journal tells of.</summary>
internal enum JournalEvent
{
    Begun,
    Started,
    Finished,
    Failed,
    Ended,
}

/// <summary>A line of a run's journal.</summary>
internal sealed record JournalLine(JournalEvent Event, DateTimeOffset At)
{
    public string? Label { get; init; }

    public string? Kind { get; init; }

    public int? Lane { get; init; }

    public string? Key { get; init; }

    /// <summary>The command line of a run, the reason of a failure.</summary>
    public string? Text { get; init; }
}

[JsonSerializable(typeof(JournalLine))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class JournalJson : JsonSerializerContext;
