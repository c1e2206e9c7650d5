using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Steering.Data.Text;

/// <summary>
/// SentencePiece's byte-pair encoding as Llama and Vicuna use it (Kudo &amp; Richardson 2018, arXiv 1808.06226): spaces become ▁, one more stands
/// before every stretch of text between special tokens, pieces merge by score, and characters the vocabulary lacks become bytes. Offsets are UTF-16 units of the given text;
/// the added ▁ carries the first character's span. Safe for many threads.
/// </summary>
public sealed class SentencePieceBpe : Tokenizer
{
    private const string ModelName = "tokenizer.model";
    private const char Space = '▁';

    private readonly SentencePieceModel _model;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly int[] _byteIds = new int[256];
    private readonly MergeTable _merges;
    private readonly AddedTokenSearch _special;
    private readonly HashSet<int> _specialIds;
    private readonly int _unknown;

    private SentencePieceBpe(SentencePieceModel model, string path)
    {
        _model = model;
        var special = new List<AddedToken>();
        for (var id = 0; id < model.Pieces.Count; id++)
        {
            var piece = model.Pieces[id];
            if (piece.Kind == PieceKind.UserDefined) throw new NotSupportedException($"{path}: the piece '{piece.Text}' is user-defined, which Gemma's tokenizers use and which is not computed here.");
            if (!_ids.TryAdd(piece.Text, id)) throw new InvalidDataException($"{path}: the piece '{piece.Text}' is there twice ({_ids[piece.Text]} and {id}).");
            if (piece.Kind is PieceKind.Control or PieceKind.Unknown) special.Add(new AddedToken(id, piece.Text, Special: true));
            if (piece.Kind == PieceKind.Byte) _byteIds[byte.Parse(piece.Text.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)] = id;
        }
        _special = new AddedTokenSearch(special);
        _specialIds = [.. special.Select(token => token.Id)];
        _unknown = special.Find(token => model.Pieces[token.Id].Kind == PieceKind.Unknown)?.Id ?? throw new InvalidDataException($"{path}: it has no unknown piece.");
        Begin = _ids.TryGetValue("<s>", out var begin) ? begin : null;
        _merges = Merges(model.Pieces);
    }

    /// <summary>The token that stands before every text (BOS), which encoding itself does not add; null if there is none.</summary>
    public int? Begin { get; }

    /// <summary>Reads <c>tokenizer.model</c>, or the one in a folder.</summary>
    public static SentencePieceBpe Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, ModelName) : path;
        return new SentencePieceBpe(SentencePieceModel.Read(file), file);
    }

    /// <summary>True if the folder holds such a tokenizer.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, ModelName));

    /// <summary>Id of a piece as the vocabulary writes it; throws if there is none.</summary>
    public int Id(string piece) => _ids.TryGetValue(piece, out var id)
        ? id
        : throw new KeyNotFoundException($"The vocabulary has no piece '{piece}'. Is it the tokenizer this model was trained with?");

    /// <summary>Text of ids, special tokens included.</summary>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecial: false);

    /// <summary>
    /// Text of ids, as the library's own decoder makes it: no space before the first piece of a stretch, one between text and a special token; of
    /// bytes that are no UTF-8 each becomes one U+FFFD.
    /// </summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecial)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var (text, stretch) = (new StringBuilder(), new List<string>());
        var (first, afterSpecial) = (true, false);
        foreach (var id in ids.Where(id => (uint)id < (uint)_model.Pieces.Count && !(skipSpecial && _specialIds.Contains(id))))
        {
            var piece = _model.Pieces[id].Text;
            if (_specialIds.Contains(id))
            {
                if (!afterSpecial && !first) text.Append(' ');
                PieceText.Append(text, stretch);
                text.Append(piece);
                stretch.Clear();
            }
            else stretch.Add(first && piece.StartsWith(Space) ? piece[1..] : piece);
            (first, afterSpecial) = (false, _specialIds.Contains(id));
        }
        PieceText.Append(text, stretch);
        return text.ToString();
    }

    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        // A stretch's text is known at its end only: all or nothing.
        ArgumentNullException.ThrowIfNull(ids);
        var all = ids.ToList();
        var text = Decode(all);
        (idsConsumed, charsWritten) = (0, 0);
        if (!text.TryCopyTo(destination)) return OperationStatus.DestinationTooSmall;
        (idsConsumed, charsWritten) = (all.Count, text.Length);
        return OperationStatus.Done;
    }

    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var whole = text ?? textSpan.ToString();
        var tokens = new List<EncodedToken>((whole.Length / 3) + 1);
        foreach (var (special, start, end) in _special.Split(whole, 0, whole.Length))
        {
            if (special is not null) tokens.Add(new EncodedToken(special.Id, special.Content, start..end));
            else Encode(whole.AsSpan(start, end - start), start, tokens);
        }
        var consumed = whole.Length;
        if (tokens.Count > settings.MaxTokenCount)
        {
            tokens.RemoveRange(settings.MaxTokenCount, tokens.Count - settings.MaxTokenCount);
            consumed = tokens.Count == 0 ? 0 : tokens[^1].Offset.End.Value;
        }
        return new EncodeResults<EncodedToken> { Tokens = tokens, NormalizedText = null, CharsConsumed = consumed };
    }

    /// <summary>One stretch of text: symbols are characters at first; a character without a piece has a negative number of its own.</summary>
    private void Encode(ReadOnlySpan<char> text, int offset, List<EncodedToken> tokens)
    {
        var characters = Characters(text, offset);
        var symbols = characters.Select((character, i) => _ids.TryGetValue(character.Text, out var id) && _model.Pieces[id].Kind == PieceKind.Normal ? id : -2 - i).ToArray();
        var lengths = new int[symbols.Length];
        Array.Fill(lengths, 1);
        var count = _merges.Apply(symbols, lengths);
        for (var (i, at) = (0, 0); i < count; at += lengths[i++])
        {
            var (start, end) = (characters[at].Start, characters[at + lengths[i] - 1].End);
            if (symbols[i] >= 0) tokens.Add(new EncodedToken(symbols[i], _model.Pieces[symbols[i]].Text, start..end));
            else foreach (var id in Unknown(characters[at].Text)) tokens.Add(new EncodedToken(id, _model.Pieces[id].Text, start..end));
        }
    }

    private List<(string Text, int Start, int End)> Characters(ReadOnlySpan<char> text, int offset)
    {
        var characters = new List<(string, int, int)>(text.Length + 1);
        for (var i = 0; i < text.Length;)
        {
            _ = Rune.DecodeFromUtf16(text[i..], out var rune, out var units);
            if (i == 0 && _model.AddsDummyPrefix) characters.Add((Space.ToString(), offset, offset + units));
            characters.Add((rune.Value == ' ' ? Space.ToString() : rune.ToString(), offset + i, offset + i + units));
            i += units;
        }
        return characters;
    }

    private IEnumerable<int> Unknown(string character) => _model.FallsBackToBytes ? Encoding.UTF8.GetBytes(character).Select(value => _byteIds[value]) : [_unknown];

    /// <summary>Every way to put a piece together from two, ranked by the piece's score.</summary>
    private static MergeTable Merges(IReadOnlyList<VocabularyPiece> pieces)
    {
        var ids = Enumerable.Range(0, pieces.Count).Where(id => pieces[id].Kind == PieceKind.Normal).ToDictionary(id => pieces[id].Text, id => id, StringComparer.Ordinal);
        var table = new MergeTable(ids.Count * 2);
        var rank = 0;
        foreach (var (text, id) in ids.OrderByDescending(pair => pieces[pair.Value].Score).ThenBy(pair => pair.Value))
        {
            for (var cut = 1; cut < text.Length; cut++)
            {
                if (ids.TryGetValue(text[..cut], out var left) && ids.TryGetValue(text[cut..], out var right)) table.Add(left, right, rank, id);
            }
            rank++;
        }
        return table;
    }
}
