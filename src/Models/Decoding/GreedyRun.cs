using static TorchSharp.torch;

namespace Steering.Models;

// B rows of the cache, T tokens, D width.

/// <summary>One batch of questions on its way to the last answer. It owns the cache it is given.</summary>
/// <param name="layout">Where tokens stand, if something steers what comes behind the picture; null if nothing does.</param>
internal sealed class GreedyRun(
    CausalLanguageModel language, GreedyOptions options, IReadOnlyList<EncodedPrompt> prompts, KeyValueCache cache, PromptLayout? layout) : IDisposable
{
    private readonly List<int>[] _answers = [.. prompts.Select(_ => new List<int>())];
    private readonly bool _padded = prompts.Any(prompt => prompt.AfterImage.Count != prompts[0].AfterImage.Count);
    private KeyValueCache _cache = cache;
    private int[] _rows = [.. Enumerable.Range(0, prompts.Count)];   // which prompt a cache row answers
    private bool[] _ended = new bool[prompts.Count];                 // by cache row

    public IReadOnlyList<IReadOnlyList<int>> Decode()
    {
        var start = _cache.Length;
        var next = ReadQuestions();
        while (Take(next) && (next = DropEnded(next)).Length > 0) next = Step(next, start);
        return _answers;
    }

    public void Dispose() => _cache.Dispose();

    private long[] ReadQuestions()
    {
        using var scope = NewDisposeScope();
        int[] lengths = [.. prompts.Select(prompt => prompt.AfterImage.Count)];
        var longest = lengths.Max();
        var (ids, real) = (new long[prompts.Count, longest], new bool[prompts.Count, longest]);
        var last = new long[prompts.Count];
        for (var row = 0; row < prompts.Count; row++)
        {
            for (var i = 0; i < lengths[row]; i++) (ids[row, i], real[row, i]) = (prompts[row].AfterImage[i], true);
            last[row] = ((long)row * longest) + lengths[row] - 1;
        }
        var real_BT = tensor(real, device: language.Device);
        var h_BTD = language.call(new LanguageInput(language.Tokens.call(tensor(ids, device: language.Device)))
        {
            Cache = _cache,
            Real_BT = _padded ? real_BT : null,
            Layout = layout?.OfRest(real_BT),
        });
        return Best(h_BTD.flatten(0, 1).index_select(0, tensor(last, device: language.Device)));
    }

    /// <summary>Writes the new tokens down; false once every row has ended.</summary>
    private bool Take(long[] next)
    {
        for (var row = 0; row < next.Length; row++)
        {
            if (_ended[row]) continue;
            var answer = _answers[_rows[row]];
            if (next[row] != options.EndOfText) answer.Add((int)next[row]);
            _ended[row] = next[row] == options.EndOfText || answer.Count == options.MaxNewTokens;
        }
        return Array.Exists(_ended, ended => !ended);
    }

    /// <summary>Closes ranks once half of the rows have ended: copying the cache then costs less than carrying them along.</summary>
    private long[] DropEnded(long[] next)
    {
        int[] open = [.. Enumerable.Range(0, next.Length).Where(row => !_ended[row])];
        if (open.Length > next.Length / 2) return next;
        using var scope = NewDisposeScope();
        var narrowed = _cache.Select(tensor(open.Select(row => (long)row).ToArray(), device: language.Device));
        _cache.Dispose();
        _cache = narrowed;
        _rows = [.. open.Select(row => _rows[row])];
        _ended = new bool[open.Length];
        return [.. open.Select(row => next[row])];
    }

    private long[] Step(long[] next, long start)
    {
        using var scope = NewDisposeScope();
        var ids_B1 = tensor(next, device: language.Device).unsqueeze(1);
        // A row's ended tail moves its position no further; nobody reads it.
        long[] positions = [.. _rows.Select(prompt => start + prompts[prompt].AfterImage.Count + _answers[prompt].Count - 1)];
        var h_B1D = language.call(new LanguageInput(language.Tokens.call(ids_B1))
        {
            Cache = _cache,
            Positions_BT = _padded ? tensor(positions, device: language.Device).unsqueeze(1) : null,
        });
        return Best(h_B1D.squeeze(1));
    }

    private long[] Best(Tensor h_BD)
    {
        using var best = language.Logits(h_BD).argmax(-1).cpu().data<long>();
        return best.ToArray();
    }
}
