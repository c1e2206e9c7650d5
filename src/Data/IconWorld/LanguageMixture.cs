namespace Steering.Data.IconWorld;

/// <summary>
/// Shares of the forms of language pretraining. The defaults are the recipe of the tiny-zoo study, section 4; every share is of all
/// sequences but <see cref="Checklist"/> and <see cref="Caption"/>, which are of those with cells.
/// </summary>
public sealed record LanguageMixture
{
    /// <summary>Glosses and taxonomy facts.</summary>
    public double Text { get; init; } = 0.03;

    /// <summary>Chats over a scene as prose instead of cells.</summary>
    public double Sentence { get; init; } = 0.03;

    public double Caption { get; init; } = 0.06;

    /// <summary>Scenes in which signs hang, in a world that has words for them.</summary>
    public double Signs { get; init; } = 0.3;

    /// <summary>Checklists in the first half of training, and later.</summary>
    public double EarlyChecklist { get; init; } = 0.4;

    public double Checklist { get; init; } = 0.12;

    /// <summary>Copy rows in the first 60 % of training.</summary>
    public double Copy { get; init; }

    /// <summary>Cell sequences that keep their background cells, once training is past 35 %.</summary>
    public double Background { get; init; } = 0.4;

    /// <summary>Weight of the tokens that are no answers.</summary>
    public double PromptWeight { get; init; } = 0.1;

    /// <summary>Questions of a chat at the end of training (three and four in its first and second quarter).</summary>
    public int Questions { get; init; } = 7;

    public int ChecklistWords { get; init; } = 12;

    /// <summary>The benchmarks' form of questions.</summary>
    public PromptForm Prompts { get; init; } = PromptForm.Plain;

    /// <summary>Kinds for the first 30 % of training, as far as they are among the sampler's; a kind named twice comes twice as often.</summary>
    public IReadOnlyList<QuestionKind> EarlyKinds { get; init; } =
    [
        QuestionKind.Exist, QuestionKind.Exist, QuestionKind.Color, QuestionKind.WhereWhat, QuestionKind.Count, QuestionKind.RelationWhat, QuestionKind.ChoiceName,
    ];
}
