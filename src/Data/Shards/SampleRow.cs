using System.Text.Json.Serialization;

namespace Steering.Data.Shards;

/// <summary>A sample as the columns of a shard; nullable throughout, as files by other writers are.</summary>
internal sealed class SampleRow
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("image")]
    public string? Image { get; init; }

    [JsonPropertyName("turns")]
    public List<TurnRow>? Turns { get; init; }

    [JsonPropertyName("answers")]
    public List<string>? Answers { get; init; }

    [JsonPropertyName("choices")]
    public List<string>? Choices { get; init; }

    [JsonPropertyName("category")]
    public string? Category { get; init; }

    public static SampleRow Of(Sample sample) => new()
    {
        Id = sample.Id,
        Image = sample.Image,
        Turns = [.. sample.Turns.Select(turn => new TurnRow { Question = turn.Question, Answer = turn.Answer })],
        Answers = [.. sample.Answers],
        Choices = [.. sample.Choices],
        Category = sample.Category,
    };

    /// <summary>The sample of a row; a null where a sample cannot have one is an error that names the column.</summary>
    public Sample ToSample() => new()
    {
        Id = Id ?? throw Missing("id"),
        Image = Image,
        Turns = [.. (Turns ?? throw Missing("turns")).Select(turn => new Turn(turn?.Question ?? throw Missing("question"), turn.Answer ?? throw Missing("answer")))],
        Answers = WithoutNulls(Answers, "answers"),
        Choices = WithoutNulls(Choices, "choices"),
        Category = Category ?? "",
    };

    private List<string> WithoutNulls(List<string>? items, string column) =>
        items is null ? [] : items.Contains(null!) ? throw Missing(column) : items;

    private InvalidDataException Missing(string column) => new($"the row with id '{Id}' has null in '{column}'");
}

/// <summary>One exchange of <see cref="SampleRow.Turns"/>.</summary>
internal sealed class TurnRow
{
    [JsonPropertyName("question")]
    public string? Question { get; init; }

    [JsonPropertyName("answer")]
    public string? Answer { get; init; }
}
