using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>
/// A text and what might follow it as token ids, as lm-evaluation-harness cuts them: the whole is encoded once and cut where the context's own
/// tokens end; spaces that end the context go over to the continuation. A tokenizer that begins texts with a token of its own does so here.
/// </summary>
public static class ContinuationEncoder
{
    public static (IReadOnlyList<int> Context, IReadOnlyList<int> Continuation) Encode(Tokenizer tokenizer, string context, string continuation)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(context);
        var before = tokenizer.EncodeToIds(context.TrimEnd()).Count;
        var whole = tokenizer.EncodeToIds(context + continuation);
        int[] begin = tokenizer is SentencePieceBpe { Begin: { } first } ? [first] : [];
        return ([.. begin, .. whole.Take(before)], [.. whole.Skip(before)]);
    }
}
