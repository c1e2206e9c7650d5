namespace Steering.Data.IconWorld;

/// <summary>What a question is about, so that it can be asked of another record: concept, second concept, relation, place (null where unused).</summary>
public sealed record QuestionTarget(int? Concept = null, int? Other = null, Relation? Relation = null, Place? Place = null);

/// <summary>
/// One question about a scene: its form, what it is about, the text, the answer read off the record, and the options of a lettered question
/// (then the answer is a letter and the text is without them).
/// </summary>
public sealed record Question(QuestionKind Kind, QuestionTarget Target, string Text, string Answer, IReadOnlyList<string> Choices)
{
    public const string Letters = "ABCDE";

    /// <summary>The text followed by "A. first", "B. second" …, each behind the separator.</summary>
    public string WithOptions(string separator) => Text + string.Concat(Choices.Select((choice, i) => $"{separator}{Letters[i]}. {choice}"));
}
