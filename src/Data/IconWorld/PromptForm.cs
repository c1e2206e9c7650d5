namespace Steering.Data.IconWorld;

/// <summary>
/// How a question is put to a model: what stands before each lettered option, and what is requested behind open and lettered questions.
/// Language pretraining, tuning sets and benchmarks must use one form, or a model is asked in words that it never met.
/// </summary>
public sealed record PromptForm(string OptionSeparator, string ShortAnswerRequest, string LetterRequest)
{
    /// <summary>LLaVA-1.5's form, as the benchmarks ask (Liu et al. 2023).</summary>
    public static PromptForm Llava { get; } = new(
        "\n", "\nAnswer the question using a single word or phrase.", "\nAnswer with the option's letter from the given choices directly.");

    /// <summary>The same without requests: a third of the tokens at a vocabulary of 800.</summary>
    public static PromptForm Plain { get; } = new("\n", "", "");

    public string Write(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.Choices.Count == 0 ? question.Text + ShortAnswerRequest : question.WithOptions(OptionSeparator) + LetterRequest;
    }
}
