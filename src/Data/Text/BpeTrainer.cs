using System.Runtime.InteropServices;
using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>
/// Trains a byte-level BPE (Sennrich et al. 2016; Radford et al. 2019). Ids: special tokens in the given order, the 256 bytes in the order of
/// their characters, then one token a merge. The most frequent pair is merged; of equals the one with the lower left id, then the lower
/// right id. So the order of the texts does not matter, only how often each word occurs.
/// </summary>
/// <param name="VocabularySize">Entries in all; fewer if no pair is frequent enough.</param>
/// <param name="MinFrequency">A pair seen less often is not merged.</param>
/// <param name="SpecialTokens">Never merged into words; where they occur in a text they cut it.</param>
/// <param name="IndividualDigits">Each digit is a token of its own.</param>
public sealed record BpeTrainer(int VocabularySize, int MinFrequency, IReadOnlyList<string> SpecialTokens, bool IndividualDigits = true)
{
    public ByteLevelBpe Train(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var tokens = Alphabet();
        PreTokenizer preTokenizer = IndividualDigits
            ? new SequencePreTokenizer([new DigitsPreTokenizer(individual: true), new Gpt2PreTokenizer()])
            : new Gpt2PreTokenizer();
        var added = SpecialTokens.Select((content, id) => new AddedToken(id, content, Special: true)).ToList();
        var corpus = new Corpus(CountWords(texts, preTokenizer, added), tokens);
        var names = tokens.OrderBy(token => token.Value).Select(token => token.Key).ToList();
        var merges = new List<(string, string)>();
        while (names.Count < VocabularySize && corpus.TakeBest(MinFrequency) is { } pair)
        {
            var (left, right) = pair;
            var name = names[left] + names[right];
            if (!tokens.TryGetValue(name, out var id))
            {
                tokens[name] = id = names.Count;
                names.Add(name);
            }
            merges.Add((names[left], names[right]));
            corpus.Merge(left, right, id);
        }
        return new ByteLevelBpe(new BpeVocabulary
        {
            Tokens = tokens,
            Merges = merges,
            Added = added,
            PreTokenizer = preTokenizer,
            Source = "the trained vocabulary",
        });
    }

    private Dictionary<string, int> Alphabet()
    {
        if (VocabularySize < SpecialTokens.Count + 256)
        {
            throw new ArgumentException(
                $"A vocabulary of {VocabularySize} has no room for 256 bytes and {SpecialTokens.Count} special tokens; "
                + $"ask for {SpecialTokens.Count + 256} or more.");
        }
        var tokens = new Dictionary<string, int>(VocabularySize, StringComparer.Ordinal);
        foreach (var special in SpecialTokens)
        {
            if (!tokens.TryAdd(special, tokens.Count)) throw new ArgumentException($"The special token '{special}' is given twice.");
        }
        foreach (var character in Enumerable.Range(0, 256).Select(value => ByteAlphabet.Character((byte)value)).Order())
        {
            tokens[character.ToString()] = tokens.Count;
        }
        return tokens;
    }

    private static Dictionary<string, long> CountWords(IEnumerable<string> texts, PreTokenizer preTokenizer, List<AddedToken> added)
    {
        var search = new AddedTokenSearch(added);
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        var bySpan = words.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            foreach (var (special, start, end) in search.Split(text, 0, text.Length))
            {
                if (special is not null) continue;
                var part = text.AsSpan(start, end - start);
                foreach (var (offset, length) in preTokenizer.PreTokenize(part))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(bySpan, part.Slice(offset, length), out _)++;
                }
            }
        }
        return words;
    }

    /// <summary>The distinct words as symbol sequences, with the counts of all their pairs kept up to date.</summary>
    private sealed class Corpus
    {
        private readonly List<(int[] Symbols, long Count)> _words = [];
        private readonly Dictionary<(int Left, int Right), long> _counts = [];
        private readonly Dictionary<(int Left, int Right), HashSet<int>> _places = [];
        private readonly PriorityQueue<(int Left, int Right), (long Negative, int Left, int Right)> _queue = new();

        public Corpus(Dictionary<string, long> words, Dictionary<string, int> tokens)
        {
            var ids = Enumerable.Range(0, 256).Select(value => tokens[ByteAlphabet.Character((byte)value).ToString()]).ToArray();
            foreach (var (word, count) in words)
            {
                _words.Add(([.. System.Text.Encoding.UTF8.GetBytes(word).Select(value => ids[value])], count));
                Count(_words.Count - 1, sign: 1, changed: null);
            }
            foreach (var pair in _counts.Keys) Offer(pair);
        }

        public (int Left, int Right)? TakeBest(int minFrequency)
        {
            while (_queue.TryDequeue(out var pair, out var priority))
            {
                var count = _counts.GetValueOrDefault(pair);
                if (count != -priority.Negative) continue;
                return count < Math.Max(1, minFrequency) ? null : pair;
            }
            return null;
        }

        public void Merge(int left, int right, int id)
        {
            var changed = new HashSet<(int Left, int Right)>();
            if (!_places.Remove((left, right), out var places)) return;
            foreach (var word in places)
            {
                Count(word, sign: -1, changed);
                var (symbols, count) = _words[word];
                var merged = new List<int>(symbols.Length);
                for (var i = 0; i < symbols.Length; i++)
                {
                    var both = i + 1 < symbols.Length && symbols[i] == left && symbols[i + 1] == right;
                    merged.Add(both ? id : symbols[i]);
                    if (both) i++;
                }
                _words[word] = ([.. merged], count);
                Count(word, sign: 1, changed);
            }
            foreach (var pair in changed) Offer(pair);
        }

        private void Count(int word, int sign, HashSet<(int Left, int Right)>? changed)
        {
            var (symbols, count) = _words[word];
            for (var i = 0; i + 1 < symbols.Length; i++)
            {
                var pair = (symbols[i], symbols[i + 1]);
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _) += sign * count;
                changed?.Add(pair);
                if (sign < 0) continue;
                ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, pair, out _);
                (places ??= []).Add(word);
            }
        }

        // Every change enters anew; what is out of date is dropped when it is taken.
        private void Offer((int Left, int Right) pair)
        {
            var count = _counts[pair];
            if (count > 0) _queue.Enqueue(pair, (-count, pair.Left, pair.Right));
        }
    }
}
