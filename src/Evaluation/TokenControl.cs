using Steering.Tensors;

namespace Steering.Evaluation;

/// <summary>A question put to a model whose trained editors act on chosen tokens alone.</summary>
/// <param name="Question">As it is asked, the picture one slot.</param>
/// <param name="Tokens">Positions (visual tokens counted) that are edited: those that show or name what the answer hangs on.</param>
/// <param name="Wanted">Ids of the answer that should come out.</param>
public sealed record ControlQuestion(EncodedQuestion Question, IReadOnlyList<int> Tokens, IReadOnlyList<int> Wanted);

/// <summary>How well an answer is controlled: shares of questions from 0 to 1.</summary>
/// <param name="Flipped">The wanted answer came out where the chosen tokens were edited.</param>
/// <param name="Unedited">It came out where nothing was edited.</param>
/// <param name="Random">It came out where as many other tokens of the same kind were edited, mean over the draws.</param>
/// <param name="Reworded">It came out where the chosen tokens were edited and the question was put in other words; not a number without such questions.</param>
/// <param name="Kept">Another question's answer stayed what it is unedited while the same tokens were edited; not a number without such questions.</param>
public sealed record ControlScore(double Flipped, double Unedited, double Random, double Reworded, double Kept);

/// <summary>What is done to a question whose answer is to be controlled.</summary>
public enum ControlTrial
{
    /// <summary>The chosen tokens are edited.</summary>
    Edited,

    /// <summary>Nothing is.</summary>
    Unedited,

    /// <summary>As many other tokens of the same kind are.</summary>
    RandomTokens,

    /// <summary>The chosen tokens are, and the question is put in other words.</summary>
    Reworded,

    /// <summary>The chosen tokens are, and another question is asked.</summary>
    OtherQuestion,
}

/// <summary>What came of one question.</summary>
/// <param name="Question">Its number among those of its trial.</param>
/// <param name="Draw">Which draw of random tokens; 0 elsewhere.</param>
/// <param name="Ids">The answer.</param>
/// <param name="IsHit">The wanted answer came out; of another question, its answer is not what it is unedited.</param>
public sealed record ControlAnswer(ControlTrial Trial, int Question, int Draw, IReadOnlyList<int> Ids, bool IsHit);

/// <summary>
/// Token-level control (MRT, arXiv 2503.00723, its counterfactual): editors trained for it act on the tokens of one object or word, to turn one
/// answer into another while the rest stays. What that shows is seen beside its controls: random tokens, other words, other questions.
/// </summary>
/// <param name="answering">The model with its trained editors.</param>
/// <param name="draws">How often random tokens are drawn for each question.</param>
/// <param name="seed">Draws them.</param>
public sealed class TokenControl(Answering answering, int draws, long seed)
{
    /// <summary>Shares of <see cref="Try"/>.</summary>
    public ControlScore Measure(IReadOnlyList<ControlQuestion> flips, IReadOnlyList<ControlQuestion> reworded, IReadOnlyList<ControlQuestion> others, int visualTokens)
    {
        var tried = Try(flips, reworded, others, visualTokens).ToLookup(answer => answer.Trial, answer => answer.IsHit ? 1.0 : 0.0);
        double Share(ControlTrial trial) => tried[trial].DefaultIfEmpty(double.NaN).Average();
        return new ControlScore(Share(ControlTrial.Edited), Share(ControlTrial.Unedited), Share(ControlTrial.RandomTokens), Share(ControlTrial.Reworded), 1 - Share(ControlTrial.OtherQuestion));
    }

    /// <param name="flips">Questions whose answer is to change.</param>
    /// <param name="reworded">The same in other words.</param>
    /// <param name="others">Other questions, with the same tokens edited; what they want is not looked at.</param>
    /// <param name="visualTokens">Visual tokens of a picture.</param>
    public IReadOnlyList<ControlAnswer> Try(IReadOnlyList<ControlQuestion> flips, IReadOnlyList<ControlQuestion> reworded, IReadOnlyList<ControlQuestion> others, int visualTokens)
    {
        if (flips.Count == 0) throw new ArgumentException("There is no answer to flip.", nameof(flips));
        using var chance = Seed.Stream(seed, "random tokens");
        var plain = Answers(others, _ => []);
        return
        [
            .. Put(ControlTrial.Edited, flips, flip => flip.Tokens),
            .. Put(ControlTrial.Unedited, flips, _ => []),
            .. Enumerable.Range(0, draws).SelectMany(draw => Put(ControlTrial.RandomTokens, flips, flip => Like(flip, visualTokens, chance), draw)),
            .. Put(ControlTrial.Reworded, reworded, flip => flip.Tokens),
            .. Answers(others, other => other.Tokens).Select((ids, i) => new ControlAnswer(ControlTrial.OtherQuestion, i, 0, ids, !ids.SequenceEqual(plain[i]))),
        ];
    }

    /// <summary>As many other tokens: of the picture for those of the picture, of the question's text for those of the text.</summary>
    public static IReadOnlyList<int> Like(ControlQuestion question, int visualTokens, TorchSharp.torch.Generator chance)
    {
        var slot = question.Question.Ids.ToList().IndexOf(Data.Text.ConversationEncoder.ImageSlot);
        var (start, end) = slot < 0 ? (0, 0) : (slot, slot + visualTokens);
        var text = question.Question.Question.Shifted(slot < 0 ? 0 : visualTokens - 1);
        var visual = question.Tokens.Where(token => token >= start && token < end).ToList();
        return
        [
            .. Draw(Enumerable.Range(start, end - start).Except(question.Tokens), visual.Count, chance),
            .. Draw(Enumerable.Range(text.Start, text.End - text.Start).Except(question.Tokens), question.Tokens.Count - visual.Count, chance),
        ];
    }

    private static IEnumerable<int> Draw(IEnumerable<int> from, int count, TorchSharp.torch.Generator chance)
    {
        var pool = from.ToList();
        if (pool.Count < count) throw new ArgumentException($"{count} other tokens are to be drawn, {pool.Count} are there. Edit fewer, or do without this control.");
        using var order = TorchSharp.torch.randperm(pool.Count, generator: chance);
        return order.data<long>().ToArray().Take(count).Select(place => pool[(int)place]).Order();
    }

    private IEnumerable<ControlAnswer> Put(ControlTrial trial, IReadOnlyList<ControlQuestion> questions, Func<ControlQuestion, IReadOnlyList<int>> tokens, int draw = 0) =>
        Answers(questions, tokens).Select((ids, i) => new ControlAnswer(trial, i, draw, ids, ids.SequenceEqual(questions[i].Wanted)));

    private IReadOnlyList<IReadOnlyList<int>> Answers(IReadOnlyList<ControlQuestion> questions, Func<ControlQuestion, IReadOnlyList<int>> tokens) =>
        questions.Count == 0 ? [] : answering.Answer([.. questions.Select(question => question.Question with { Chosen = [tokens(question)] })]);
}
