namespace Steering.Data.IconWorld;

/// <summary>The forms of question about a scene. The first six stand for VQAv2, the next three, with lettered options, for ScienceQA, the last two for TextVQA.</summary>
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

    /// <summary>What does the sign say? Asked where there is one.</summary>
    SignSays,

    /// <summary>What does the sign left of the X say?</summary>
    SignBeside,
}

/// <summary>The lists of kinds that data sets are made of, and their names as the files write them.</summary>
public static class QuestionKinds
{
    public static IReadOnlyList<QuestionKind> All { get; } = Enum.GetValues<QuestionKind>();

    /// <summary>Open questions: proxies of VQAv2.</summary>
    public static IReadOnlyList<QuestionKind> Open { get; } = [.. All.Where(kind => kind < QuestionKind.ChoiceKind)];

    /// <summary>Questions with lettered options: proxies of ScienceQA.</summary>
    public static IReadOnlyList<QuestionKind> Choice { get; } = [.. All.Where(kind => kind is QuestionKind.ChoiceKind or QuestionKind.ChoiceName or QuestionKind.ChoiceWhat)];

    /// <summary>What can be asked of scenes without signs.</summary>
    public static IReadOnlyList<QuestionKind> OfThings { get; } = [.. Open, .. Choice];

    /// <summary>Questions that are answered by a sign's word: proxies of TextVQA.</summary>
    public static IReadOnlyList<QuestionKind> Reading { get; } = [QuestionKind.SignSays, QuestionKind.SignBeside];

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
        QuestionKind.SignSays => "sign_says",
        QuestionKind.SignBeside => "sign_beside",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of question; add its name and templates."),
    };

    /// <summary>The kind of a name as the files write it.</summary>
    public static QuestionKind Parse(string name) =>
        All.FirstOrDefault(kind => kind.Name() == name, (QuestionKind)(-1)) is var kind && (int)kind >= 0
            ? kind
            : throw new ArgumentException($"'{name}' is no kind of question; there are {string.Join(", ", All.Select(Name))}.", nameof(name));
}
