using Steering.Data;
using Steering.Data.Text;
using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Evaluation;

/// <summary>A question as token ids, with the image slot where its picture goes.</summary>
/// <param name="Ids">Ids up to where the answer begins.</param>
/// <param name="Image">Row of the picture in the table of pictures; null exactly where the ids have no slot.</param>
public sealed record EncodedQuestion(IReadOnlyList<int> Ids, int? Image)
{
    /// <param name="open">The generation form of a conversation.</param>
    public EncodedQuestion(EncodedConversation open, int? image)
        : this(open.Ids, image) => (Question, Chosen) = (open.Question, open.Chosen);

    /// <summary>Where the question's text stands among the ids, the picture still one slot; methods that steer text need it.</summary>
    public QuestionSpan Question { get; init; }

    /// <summary>Positions (visual tokens counted) that are steered whatever a method's rule says: editor, then positions.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Chosen { get; init; }
}

/// <summary>
/// Answers many questions greedily, in batches: questions about one picture stand together so that it is read once. Answers come back in the
/// order of the questions and do not depend on the batch.
/// </summary>
/// <param name="pictures">Null if no question has a picture; pixels pass the model's own tower.</param>
/// <param name="batch">Questions decoded together.</param>
public sealed class Answering(Llava model, GreedyOptions options, IPictureTable? pictures, int batch)
{
    /// <param name="questions">Any mixture, with and without pictures.</param>
    /// <param name="progress">Told the fraction answered after each batch.</param>
    /// <param name="cancel">Stops between two batches.</param>
    /// <returns>The new token ids of each question, without the end of text.</returns>
    public IReadOnlyList<IReadOnlyList<int>> Answer(
        IReadOnlyList<EncodedQuestion> questions, Action<double, string>? progress = null, CancellationToken cancel = default)
    {
        model.eval();
        var answers = new IReadOnlyList<int>[questions.Count];
        var decoder = new GreedyDecoder(model, options);
        var done = 0;
        foreach (var chunk in Chunks(questions))
        {
            cancel.ThrowIfCancellationRequested();
            var replies = decoder.Answer([.. chunk.Select(item => item.Prompt)], Take);
            for (var i = 0; i < chunk.Length; i++) answers[chunk[i].Index] = replies[i];
            done += chunk.Length;
            progress?.Invoke(done / (double)questions.Count, $"{done}/{questions.Count} answers");
        }
        return answers;
    }

    private IEnumerable<(int Index, EncodedPrompt Prompt)[]> Chunks(IReadOnlyList<EncodedQuestion> questions) => questions
        .Select((question, index) => (Index: index, Prompt: Cut(question)))
        .GroupBy(item => $"{item.Prompt.Image is null}:{string.Join(',', item.Prompt.BeforeImage)}", StringComparer.Ordinal)
        .SelectMany(group => group
            .OrderBy(item => item.Prompt.Image)
            .ThenBy(item => item.Prompt.AfterImage.Count)
            .ThenBy(item => item.Index)
            .Chunk(batch));

    /// <summary>The ids on either side of the picture.</summary>
    internal static EncodedPrompt Cut(EncodedQuestion question)
    {
        var slot = question.Ids.ToList().IndexOf(ConversationEncoder.ImageSlot);
        if (slot >= 0 != question.Image is not null)
        {
            throw new InvalidDataException(slot >= 0 ? "A question has an image slot but no image." : "A question has an image but no image slot.");
        }
        var prompt = slot < 0
            ? new EncodedPrompt([], null, question.Ids)
            : new EncodedPrompt([.. question.Ids.Take(slot)], question.Image, [.. question.Ids.Skip(slot + 1)]);
        return prompt with { Question = question.Question.Shifted(-slot - 1), Chosen = question.Chosen };
    }

    private Tensor Take(IReadOnlyList<int> rows)
    {
        if (pictures is null) throw new InvalidOperationException("Questions have pictures, but no table of them was given.");
        var taken = pictures.Take(rows);
        if (!pictures.HoldsPixels) return taken;
        return model.Vision?.Features(taken.to(model.Vision.Device)) ?? throw new InvalidOperationException("The table holds pixels, but this model has no vision tower with it.");
    }
}
