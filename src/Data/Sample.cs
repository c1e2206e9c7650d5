namespace Steering.Data;

/// <summary>One exchange of a conversation: what is asked and what is to be answered.</summary>
public sealed record Turn(string Question, string Answer);

/// <summary>
/// One row of a canonical shard: a conversation about at most one image, or one benchmark item.
/// A benchmark item has one turn; <see cref="Answers"/> holds every accepted or annotated answer, in the file's order.
/// </summary>
public sealed record Sample
{
    /// <summary>Identifier as the data set writes it.</summary>
    public required string Id { get; init; }

    /// <summary>Image path relative to the data set's image folder, or null for a text-only row.</summary>
    public string? Image { get; init; }

    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>Annotated answers of a benchmark item (ten for VQAv2, one for most others).</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>Options of a multiple-choice item, in order; empty elsewhere.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The data set's own grouping: question type, POPE category, subject.</summary>
    public string Category { get; init; } = "";

    /// <summary>The same row for a blind reader: no picture, and no marker where it was.</summary>
    public Sample WithoutImage() => this with
    {
        Image = null,
        Turns = [.. Turns.Select(turn => turn with { Question = Text.ChatTemplate.WithoutImage(turn.Question) })],
    };
}
