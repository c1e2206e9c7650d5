using System.Text;
using System.Text.Json;

namespace Steering.Data.Text;

/// <summary>
/// How a conversation becomes one text (LLaVA's Vicuna-v1 form): the system sentence, then for each round
/// <c>USER: {q} ASSISTANT: {a}{end}</c> with nothing between rounds. The pretraining form is the image, the first answer and a newline.
/// </summary>
/// <param name="Name">As recipes name it.</param>
/// <param name="System">Sentence before the first round, its space included; may be empty.</param>
/// <param name="End">Text of the token that ends every answer.</param>
/// <param name="CaptionOnly">True for the pretraining form: no system sentence, no question, one answer.</param>
public sealed record ChatTemplate(string Name, string System, string End, bool CaptionOnly = false)
{
    /// <summary>What stands for the picture in a question.</summary>
    public const string ImageMarker = "<image>";

    /// <summary>What stands before a question.</summary>
    public const string UserRole = "USER: ";
    private const string Assistant = " ASSISTANT:";

    private const string Vicuna =
        "A chat between a curious user and an artificial intelligence assistant. "
        + "The assistant gives helpful, detailed, and polite answers to the user's questions. ";

    /// <summary>Phi-2, StableLM and Qwen.</summary>
    public static ChatTemplate Phi { get; } = new("phi", Vicuna, "<|endoftext|>");

    /// <summary>TinyLlama, OpenELM and Vicuna.</summary>
    public static ChatTemplate Llama { get; } = new("llama", Vicuna, "</s>");

    public static ChatTemplate Gemma { get; } = new("gemma", Vicuna, "<eos>");

    /// <summary>Stage 1: picture, caption, newline.</summary>
    public static ChatTemplate Pretrain { get; } = new("pretrain", "", "\n", CaptionOnly: true);

    /// <summary>Rounds without a system sentence, for models whose vocabulary is small (a system sentence costs them 25 tokens a sample).</summary>
    public static ChatTemplate Bare(string end) => new("bare", "", end);

    /// <summary>As a tuned model's file carries it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no template.</exception>
    public static ChatTemplate FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ChatTemplate>(json) ?? throw new InvalidDataException("The chat template is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{json}' is no chat template: {error.Message}", error);
        }
    }

    /// <summary>The whole text of a conversation and the regions to be learnt: each answer with the space before it and its end.</summary>
    public ChatText Fill(IReadOnlyList<Turn> turns) => Write(turns, open: false);

    /// <summary>The text before the last answer, which is to be generated; that turn's answer is ignored.</summary>
    public ChatText FillPrompt(IReadOnlyList<Turn> turns) => Write(turns, open: true);

    /// <summary>A question with its picture first: all markers are taken out, the rest is stripped and put on the next line.</summary>
    public static string PlaceImage(string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (!question.Contains(ImageMarker, StringComparison.Ordinal)) return question;
        var rest = CodePoint.Strip(question.Replace(ImageMarker, "", StringComparison.Ordinal));
        return CodePoint.Strip($"{ImageMarker}\n{rest}");
    }

    /// <summary>A question without its picture: all markers and the line break behind them are taken out.</summary>
    public static string WithoutImage(string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.Contains(ImageMarker, StringComparison.Ordinal)
            ? CodePoint.Strip(question.Replace(ImageMarker, "", StringComparison.Ordinal))
            : question;
    }

    private ChatText Write(IReadOnlyList<Turn> turns, bool open)
    {
        ArgumentNullException.ThrowIfNull(turns);
        if (turns.Count == 0) throw new ArgumentException("A conversation without a turn has no text; leave it out.", nameof(turns));
        var text = new StringBuilder(System);
        var regions = new List<(int Start, int End)>();
        (int Start, int End) question = (text.Length, text.Length);
        for (var i = 0; i < (CaptionOnly ? 1 : turns.Count); i++)
        {
            text.Append(CaptionOnly ? ImageMarker : UserRole + PlaceImage(turns[i].Question));
            if (i == 0) question = (question.Start + (CaptionOnly ? 0 : UserRole.Length), text.Length);
            if (!CaptionOnly) text.Append(Assistant);
            if (open && (CaptionOnly || i == turns.Count - 1)) break;
            var start = text.Length;
            if (!CaptionOnly) text.Append(' ');
            text.Append(turns[i].Answer).Append(End);
            regions.Add((start, text.Length));
        }
        return new ChatText(text.ToString(), regions, question);
    }
}

/// <summary>
/// A conversation as one text; <paramref name="Regions"/> are the [start, end) spans to be learnt, <paramref name="Question"/> is that of the
/// first question with its picture, in UTF-16 units.
/// </summary>
public sealed record ChatText(string Text, IReadOnlyList<(int Start, int End)> Regions, (int Start, int End) Question);
