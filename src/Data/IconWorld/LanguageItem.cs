namespace Steering.Data.IconWorld;

/// <summary>The forms of a language-pretraining sequence.</summary>
public enum LanguageForm
{
    /// <summary>Plain text, all of it to be learnt.</summary>
    Text,

    /// <summary>Cells, then a caption of them; all of the caption is to be learnt.</summary>
    Caption,

    /// <summary>"USER:", cells (or a scene as prose, in <see cref="LanguageItem.Text"/>), questions and answers.</summary>
    Chat,

    /// <summary>"USER:", cells, then names each followed by yes or no.</summary>
    Checklist,

    /// <summary>Words, a full stop, the same words again; the second half is to be learnt.</summary>
    Copy,
}

/// <summary>A word of a checklist and whether the scene holds it.</summary>
public sealed record ChecklistEntry(string Word, bool IsPresent);

/// <summary>
/// One sequence of language pretraining as words: the trainer encodes every word or text behind a space. Cells fill the image slot (behind
/// "USER:" in chats and checklists, at the start before a caption); answers count 1 in the loss, other tokens <see cref="PromptWeight"/>.
/// </summary>
public sealed record LanguageItem(LanguageForm Form, double PromptWeight)
{
    /// <summary>A bag of words for each cell, or null where there is no written scene.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Cells { get; init; }

    /// <summary>Questions (options included) and answers of a chat.</summary>
    public IReadOnlyList<Turn> Turns { get; init; } = [];

    /// <summary>Text, caption, or the prose before a chat; empty elsewhere.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<ChecklistEntry> Checklist { get; init; } = [];

    /// <summary>The words that a copy row repeats.</summary>
    public IReadOnlyList<string> Copied { get; init; } = [];
}
