using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>
/// Exact byte-level byte-pair encoding (Radford et al. 2019) as GPT-2, CodeGen/Phi-2, SmolLM and Qwen2 use it: added tokens first, then
/// pre-tokenizer, then merges over UTF-8 bytes. Offsets are UTF-16 units of the given text; every token of a character cut into bytes
/// carries that character's whole span. Safe for many threads.
/// </summary>
public sealed class ByteLevelBpe : Tokenizer
{
    private const int CachedPieces = 1 << 17;
    private const int LongestCachedPiece = 64;

    private readonly MergeTable _merges;
    private readonly AddedTokenSearch _raw;
    private readonly AddedTokenSearch _normalized;
    private readonly int[] _byteIds = new int[256];
    private readonly Dictionary<string, int> _ids;
    private readonly string?[] _tokens;
    private readonly byte[]?[] _bytes;
    private readonly bool[] _special;
    private readonly ConcurrentDictionary<string, Piece> _cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Piece>.AlternateLookup<ReadOnlySpan<char>> _cacheBySpan;
    private int _cached;

    public ByteLevelBpe(BpeVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
        _cacheBySpan = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
        _ids = new Dictionary<string, int>(vocabulary.Tokens, StringComparer.Ordinal);
        foreach (var added in vocabulary.Added)
        {
            if (added.Content.Length == 0)
            {
                throw new InvalidDataException($"{vocabulary.Source}: added token {added.Id} is empty; remove it.");
            }
            _ids[added.Content] = added.Id;
        }
        foreach (var (token, id) in _ids)
        {
            if (id is < 0 or > 10_000_000) throw new InvalidDataException($"{vocabulary.Source}: token '{token}' has the impossible id {id}.");
        }
        VocabularySize = _ids.Count == 0 ? 0 : _ids.Values.Max() + 1;
        _tokens = new string?[VocabularySize];
        _bytes = new byte[]?[VocabularySize];
        _special = new bool[VocabularySize];
        foreach (var (token, id) in _ids)
        {
            _tokens[id] = token;
            _bytes[id] = ByteAlphabet.Read(token);
        }
        foreach (var added in vocabulary.Added) _special[added.Id] = added.Special;
        for (var value = 0; value < 256; value++)
        {
            _byteIds[value] = vocabulary.Tokens.GetValueOrDefault(ByteAlphabet.Character((byte)value).ToString(), -1);
        }
        _merges = MakeMerges(vocabulary);
        _raw = new AddedTokenSearch(vocabulary.Added.Where(token => !token.Normalized));
        _normalized = new AddedTokenSearch(vocabulary.Added.Where(token => token.Normalized));
    }

    /// <summary>What this tokenizer was made of.</summary>
    public BpeVocabulary Vocabulary { get; }

    /// <summary>Highest id + 1: the least number of rows an embedding needs.</summary>
    public int VocabularySize { get; }

    public override PreTokenizer? PreTokenizer => Vocabulary.PreTokenizer;

    /// <summary>Id of a token as the vocabulary writes it (' fox' is "Ġfox"), or of an added token; throws if there is none.</summary>
    public int Id(string token) => _ids.TryGetValue(token, out var id)
        ? id
        : throw new KeyNotFoundException($"{Vocabulary.Source} has no token '{token}'. Is it the tokenizer this model was trained with?");

    /// <summary>How the vocabulary writes an id, or null for an id it does not have.</summary>
    public string? Token(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>True if decoding with <c>skipSpecial</c> leaves this id out.</summary>
    public bool IsSpecial(int id) => (uint)id < (uint)_special.Length && _special[id];

    /// <summary>The bytes an id stands for; none for an id beyond the vocabulary.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => (uint)id < (uint)_bytes.Length ? _bytes[id] : default;

    /// <summary>Text of ids, special tokens included; broken UTF-8 becomes one U+FFFD for each maximal broken part.</summary>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecial: false);

    /// <summary>Text of ids. <paramref name="cleanUp"/> takes the space before punctuation and contractions away (clean_up_tokenization_spaces).</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecial, bool cleanUp = false)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var bytes = new ArrayBufferWriter<byte>(256);
        foreach (var id in ids)
        {
            if (!skipSpecial || !IsSpecial(id)) bytes.Write(Bytes(id));
        }
        var text = Encoding.UTF8.GetString(bytes.WrittenSpan);
        return cleanUp ? TokenSpaces.CleanUp(text) : text;
    }

    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        idsConsumed = 0;
        charsWritten = 0;
        var decoder = new StreamingDecoder(this, skipSpecial: false);
        // Ids are consumed up to the last one after which no character is open and the text so far fits.
        var written = 0;
        var taken = 0;
        foreach (var id in ids)
        {
            var piece = decoder.Push(id);
            if (!piece.TryCopyTo(destination[written..])) return OperationStatus.DestinationTooSmall;
            written += piece.Length;
            taken++;
            if (!decoder.IsOpen) (idsConsumed, charsWritten) = (taken, written);
        }
        var rest = decoder.Flush();
        if (!rest.TryCopyTo(destination[written..])) return OperationStatus.DestinationTooSmall;
        (idsConsumed, charsWritten) = (taken, written + rest.Length);
        return OperationStatus.Done;
    }

    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var whole = text ?? textSpan.ToString();
        var tokens = new List<EncodedToken>((whole.Length / 3) + 1);
        Walk(
            whole,
            settings.ConsiderPreTokenization,
            (added, start, end) => tokens.Add(new EncodedToken(added.Id, added.Content, start..end)),
            (start, piece) =>
            {
                for (var i = 0; i < piece.Ids.Length; i++)
                {
                    tokens.Add(new EncodedToken(piece.Ids[i], _tokens[piece.Ids[i]]!, (start + piece.Starts[i])..(start + piece.Ends[i])));
                }
            });
        var consumed = whole.Length;
        if (tokens.Count > settings.MaxTokenCount)
        {
            tokens.RemoveRange(settings.MaxTokenCount, tokens.Count - settings.MaxTokenCount);
            consumed = tokens.Count == 0 ? 0 : tokens[^1].Offset.End.Value;
        }
        return new EncodeResults<EncodedToken> { Tokens = tokens, NormalizedText = null, CharsConsumed = consumed };
    }

    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var whole = text ?? textSpan.ToString();
        var ids = new List<int>((whole.Length / 3) + 1);
        var consumed = whole.Length;
        Walk(
            whole,
            settings.ConsiderPreTokenization,
            (added, _, end) => Note([added.Id], [end]),
            (start, piece) =>
            {
                if (ids.Count + piece.Ids.Length < settings.MaxTokenCount) ids.AddRange(piece.Ids);
                else Note(piece.Ids, piece.Ends.Select(end => start + end));
            });
        return new EncodeResults<int> { Tokens = ids, NormalizedText = null, CharsConsumed = consumed };

        void Note(IEnumerable<int> some, IEnumerable<int> ends)
        {
            foreach (var (id, end) in some.Zip(ends))
            {
                if (ids.Count == settings.MaxTokenCount) return;
                ids.Add(id);
                if (ids.Count == settings.MaxTokenCount) consumed = end;
            }
        }
    }

    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var count = 0;
        Walk(text ?? textSpan.ToString(), settings.ConsiderPreTokenization, (_, _, _) => count++, (_, piece) => count += piece.Ids.Length);
        return Math.Min(count, settings.MaxTokenCount);
    }

    private void Walk(string text, bool split, Action<AddedToken, int, int> onAdded, Action<int, Piece> onPiece)
    {
        foreach (var (raw, from, to) in Parts(_raw, text, 0, text.Length))
        {
            if (raw is not null)
            {
                onAdded(raw, from, to);
                continue;
            }
            foreach (var (added, start, end) in Parts(_normalized, text, from, to))
            {
                if (added is not null)
                {
                    onAdded(added, start, end);
                }
                else if (split && PreTokenizer is { } preTokenizer)
                {
                    foreach (var (offset, length) in preTokenizer.PreTokenize(text.AsSpan(start, end - start)))
                    {
                        onPiece(start + offset, Encode(text.AsSpan(start + offset, length)));
                    }
                }
                else
                {
                    onPiece(start, Encode(text.AsSpan(start, end - start)));
                }
            }
        }
    }

    private static IEnumerable<(AddedToken? Token, int Start, int End)> Parts(AddedTokenSearch search, string text, int start, int end)
    {
        if (!search.IsEmpty) return search.Split(text, start, end);
        return start < end ? [(null, start, end)] : [];
    }

    private Piece Encode(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestCachedPiece) return EncodeAnew(text);
        if (_cacheBySpan.TryGetValue(text, out var known)) return known;
        var piece = EncodeAnew(text);
        if (_cached < CachedPieces && _cacheBySpan.TryAdd(text, piece)) Interlocked.Increment(ref _cached);
        return piece;
    }

    private Piece EncodeAnew(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)].AsSpan();
        bytes = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        var (starts, ends) = CharacterSpans(text, bytes.Length);
        if (Vocabulary.IgnoreMerges && Vocabulary.Tokens.TryGetValue(ByteAlphabet.Write(bytes), out var whole))
        {
            return new Piece([whole], [0], [text.Length]);
        }
        var symbols = new int[bytes.Length];
        var lengths = new int[bytes.Length];
        var firsts = new List<int>(bytes.Length);
        var count = 0;
        // A byte without a token is left out, as in the reference (SmolLM2 has no token for some control bytes).
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_byteIds[bytes[i]] < 0) continue;
            symbols[count] = _byteIds[bytes[i]];
            lengths[count++] = 1;
            firsts.Add(i);
        }
        count = _merges.Apply(symbols.AsSpan(0, count), lengths.AsSpan(0, count));
        var piece = new Piece(symbols[..count], new int[count], new int[count]);
        var first = 0;
        for (var i = 0; i < count; i++)
        {
            piece.Starts[i] = starts[firsts[first]];
            first += lengths[i];
            piece.Ends[i] = ends[firsts[first - 1]];
        }
        return piece;
    }

    // For each byte, the UTF-16 span of the character it belongs to; half a pair alone is written as U+FFFD, three bytes.
    private static (int[] Starts, int[] Ends) CharacterSpans(ReadOnlySpan<char> text, int byteCount)
    {
        var starts = new int[byteCount];
        var ends = new int[byteCount];
        var at = 0;
        for (var i = 0; i < text.Length;)
        {
            _ = Rune.DecodeFromUtf16(text[i..], out var rune, out var units);
            starts.AsSpan(at, rune.Utf8SequenceLength).Fill(i);
            ends.AsSpan(at, rune.Utf8SequenceLength).Fill(i + units);
            at += rune.Utf8SequenceLength;
            i += units;
        }
        return (starts, ends);
    }

    private static MergeTable MakeMerges(BpeVocabulary vocabulary)
    {
        var table = new MergeTable(vocabulary.Merges.Count);
        for (var rank = 0; rank < vocabulary.Merges.Count; rank++)
        {
            var (left, right) = vocabulary.Merges[rank];
            table.Add(Find(left), Find(right), rank, Find(left + right));

            int Find(string token) => vocabulary.Tokens.TryGetValue(token, out var id)
                ? id
                : throw new InvalidDataException(
                    $"{vocabulary.Source}: merge {rank} ('{left}' + '{right}') needs the token '{token}', which the vocabulary lacks. "
                    + "Vocabulary and merges are of two tokenizers, or one of them was cut; fetch both again.");
        }
        return table;
    }

    private sealed record Piece(int[] Ids, int[] Starts, int[] Ends);
}
