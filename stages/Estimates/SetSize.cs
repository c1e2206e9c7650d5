namespace Steering.Stages;

/// <summary>How large a data set is, as its publishers say and its samples suggest: for estimates, never for results.</summary>
/// <param name="Rows">Conversations or questions.</param>
/// <param name="Pictured">Of them with a picture.</param>
/// <param name="TextTokens">Mean tokens of text in one, template, question and answers together.</param>
public sealed record SetSize(long Rows, long Pictured, double TextTokens)
{
    /// <summary>Tokens that a batch of answers goes on for: its longest answer.</summary>
    public double AnswerTokens { get; init; } = 8;

    /// <summary>So many rows of the set, pictured as often as the others.</summary>
    public SetSize Of(long rows) => rows >= Rows ? this : this with { Rows = rows, Pictured = Pictured * rows / Rows };
}
