namespace Steering.Data.IconWorld;

/// <summary>The nine forms of question about a scene. The first six stand for VQAv2, the last three, with lettered options, for ScienceQA.</summary>
public enum QuestionKind
{
    /// <summary>Is there a X?</summary>
    Exist,

    /// <summary>How many X are there?</summary>
    Count,

    /// <summary>What color is the X? Asked of painted objects.</summary>
    Color,

    /// <summary>What is at the top left?</summary>
    WhereWhat,

    /// <summary>What is left of the X?</summary>
    RelationWhat,

    /// <summary>Is the X left of the Y?</summary>
    RelationYesNo,

    /// <summary>What kind of thing is at the top left? With options.</summary>
    ChoiceKind,

    /// <summary>Which of these is in the picture? With options.</summary>
    ChoiceName,

    /// <summary>What is at the top left? With options.</summary>
    ChoiceWhat,
}

/// <summary>The lists of kinds that data sets are made of, and their names as the files write them.</summary>
public static class QuestionKinds
{
    public static IReadOnlyList<QuestionKind> All { get; } = Enum.GetValues<QuestionKind>();

    /// <summary>Open questions: proxies of VQAv2.</summary>
    public static IReadOnlyList<QuestionKind> Open { get; } = [.. All.Where(kind => kind < QuestionKind.ChoiceKind)];

    /// <summary>Questions with lettered options: proxies of ScienceQA.</summary>
    public static IReadOnlyList<QuestionKind> Choice { get; } = [.. All.Where(kind => kind >= QuestionKind.ChoiceKind)];

    public static string Name(this QuestionKind kind) => kind switch
    {
        QuestionKind.Exist => "exist",
        QuestionKind.Count => "count",
        QuestionKind.Color => "color",
        QuestionKind.WhereWhat => "where_what",
        QuestionKind.RelationWhat => "rel_what",
        QuestionKind.RelationYesNo => "rel_yn",
        QuestionKind.ChoiceKind => "mc_kind",
        QuestionKind.ChoiceName => "mc_name",
        QuestionKind.ChoiceWhat => "mc_what",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of question; add its name and templates."),
    };

    /// <summary>The kind of a name as the files write it.</summary>
    public static QuestionKind Parse(string name) =>
        All.FirstOrDefault(kind => kind.Name() == name, (QuestionKind)(-1)) is var kind && (int)kind >= 0
            ? kind
            : throw new ArgumentException($"'{name}' is no kind of question; there are {string.Join(", ", All.Select(Name))}.", nameof(name));
}
