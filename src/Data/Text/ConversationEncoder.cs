using System.Collections.Concurrent;
using Microsoft.ML.Tokenizers;
using Steering.Tensors;

namespace Steering.Data.Text;

/// <summary>Token ids of a conversation, with <see cref="ConversationEncoder.ImageSlot"/> where the picture goes, and which ids are learnt.</summary>
public sealed record EncodedConversation(IReadOnlyList<int> Ids, IReadOnlyList<bool> IsLabel)
{
    /// <summary>Where the first question's text stands among the ids, the picture still one slot.</summary>
    public QuestionSpan Question { get; init; }

    /// <summary>Positions (visual tokens counted) that are steered whatever a method's rule says: editor, then positions. Null leaves it to the rule.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Chosen { get; init; }

    /// <summary>Where the picture goes among the ids: place of the first slot; −1 without one.</summary>
    public int PicturePlace => Ids.ToList().IndexOf(ConversationEncoder.ImageSlot);
}

/// <summary>
/// Conversations to ids and labels. The text is cut at every image marker and the chunks are encoded on their own. A token is a label if
/// at least one of its characters lies in an answer region, so labels come from offsets and never from encoding pieces twice.
/// Safe for many threads.
/// </summary>
/// <param name="tokenizer">Encodes the text between the pictures.</param>
/// <param name="template">Joins the turns.</param>
/// <param name="choose">Names the steered positions by token counts, editor for editor; null leaves them to the method's rule.</param>
public sealed class ConversationEncoder(Tokenizer tokenizer, ChatTemplate template, Func<TokenCounts, IReadOnlyList<IReadOnlyList<int>>>? choose = null)
{
    /// <summary>The id that stands for the picture until visual tokens take its place (LLaVA's IMAGE_TOKEN_INDEX).</summary>
    public const int ImageSlot = -200;

    private const int CachedChunks = 8192;
    private const int LongestCachedChunk = 512;

    private readonly ConcurrentDictionary<string, Chunk> _cache = new(StringComparer.Ordinal);
    private readonly int? _begin = (tokenizer as SentencePieceBpe)?.Begin;
    private int _cached;

    public ChatTemplate Template { get; } = template;

    /// <summary>The training form of a row; refuses one whose picture and image markers do not go together.</summary>
    public EncodedConversation Encode(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var encoded = Encode(sample.Turns);
        var slots = encoded.Ids.Count(id => id == ImageSlot);
        if (sample.Image is null && slots > 0)
        {
            throw new InvalidDataException($"Sample '{sample.Id}' has {slots} image marker(s) but names no image; remove the marker or name the file.");
        }
        if (sample.Image is not null && slots != 1)
        {
            throw new InvalidDataException(
                $"Sample '{sample.Id}' names the image '{sample.Image}' but has {slots} image markers; write '{ChatTemplate.ImageMarker}' in its first question, once.");
        }
        return encoded;
    }

    /// <summary>The training form: every answer with its end token, labels on the answers.</summary>
    public EncodedConversation Encode(IReadOnlyList<Turn> turns) => Encode(Template.Fill(turns));

    /// <summary>The generation form: up to where the last answer begins.</summary>
    public EncodedConversation EncodeOpen(IReadOnlyList<Turn> turns) => Encode(Template.FillPrompt(turns));

    /// <summary>Which ids of the generation form carry a word of the first question, wherever it stands there: places among <see cref="EncodeOpen"/>'s ids.</summary>
    public IReadOnlyList<int> Find(IReadOnlyList<Turn> turns, string word)
    {
        var chat = Template.FillPrompt(turns);
        var spans = new List<(int Start, int End)>();
        for (var at = chat.Text.IndexOf(word, chat.Question.Start, StringComparison.Ordinal); at >= 0 && at + word.Length <= chat.Question.End; at = chat.Text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            spans.Add((at, at + word.Length));
        }
        var places = new List<int>();
        var place = _begin is null ? 0 : 1;
        foreach (var (start, chunk) in Chunks(chat.Text))
        {
            for (var i = 0; i < (chunk?.Ids.Length ?? 1); i++, place++)
            {
                if (chunk is not null && spans.Exists(span => start + chunk.Starts[i] < span.End && start + chunk.Ends[i] > span.Start)) places.Add(place);
            }
        }
        return places;
    }

    /// <summary>The ids of the generation form.</summary>
    public IReadOnlyList<int> EncodePrompt(IReadOnlyList<Turn> turns) => EncodeOpen(turns).Ids;

    private EncodedConversation Encode(ChatText chat)
    {
        var (text, regions, question) = chat;
        var ids = new List<int>((text.Length / 3) + 8);
        var labels = new List<bool>(ids.Capacity);
        var (region, first, last) = (0, 0, 0);
        if (_begin is { } begin)
        {
            ids.Add(begin);
            labels.Add(false);
        }
        foreach (var (start, chunk) in Chunks(text))
        {
            if (chunk is null)
            {
                ids.Add(ImageSlot);
                labels.Add(false);
                if (start >= question.Start && start < question.End) (first, last) = (ids.Count, ids.Count);
                continue;
            }
            for (var i = 0; i < chunk.Ids.Length; i++)
            {
                var from = start + chunk.Starts[i];
                // A token without characters is judged by the next character.
                var to = Math.Max(start + chunk.Ends[i], from + 1);
                while (region < regions.Count && regions[region].End <= from) region++;
                if (to <= question.Start) (first, last) = (ids.Count + 1, ids.Count + 1);
                else if (from < question.End) last = ids.Count + 1;
                ids.Add(chunk.Ids[i]);
                labels.Add(region < regions.Count && to > regions[region].Start);
            }
        }
        var answer = labels.IndexOf(true);
        return new EncodedConversation(ids, labels)
        {
            Question = new QuestionSpan(first, last, answer < 0 ? ids.Count : answer),
            Chosen = choose?.Invoke(Count(chat, ids.Count)),
        };
    }

    /// <summary>The parts of a conversation, each encoded by itself.</summary>
    private TokenCounts Count(ChatText chat, int all)
    {
        var question = Chunks(chat.Text[chat.Question.Start..chat.Question.End]).ToList();
        var begin = _begin is null ? 0 : 1;
        return new TokenCounts(begin + Tokens(Chunks(chat.Text[..chat.Question.End] + " ")), begin + Tokens(question), question.Count(part => part.Chunk is null), all);

        static int Tokens(IEnumerable<(int Start, Chunk? Chunk)> parts) => parts.Sum(part => part.Chunk?.Ids.Length ?? 1);
    }

    private IEnumerable<(int Start, Chunk? Chunk)> Chunks(string text)
    {
        for (var start = 0; ;)
        {
            var image = text.IndexOf(ChatTemplate.ImageMarker, start, StringComparison.Ordinal);
            var end = image < 0 ? text.Length : image;
            if (end > start) yield return (start, Encode(text[start..end]));
            if (image < 0) yield break;
            yield return (image, null);
            start = image + ChatTemplate.ImageMarker.Length;
        }
    }

    private Chunk Encode(string text)
    {
        if (_cache.TryGetValue(text, out var known)) return known;
        var tokens = tokenizer.EncodeToTokens(text, out _);
        var chunk = new Chunk(new int[tokens.Count], new int[tokens.Count], new int[tokens.Count]);
        for (var i = 0; i < tokens.Count; i++)
        {
            chunk.Ids[i] = tokens[i].Id;
            (chunk.Starts[i], chunk.Ends[i]) = (tokens[i].Offset.Start.Value, tokens[i].Offset.End.Value);
        }
        if (text.Length <= LongestCachedChunk && _cached < CachedChunks && _cache.TryAdd(text, chunk)) Interlocked.Increment(ref _cached);
        return chunk;
    }

    private sealed record Chunk(int[] Ids, int[] Starts, int[] Ends);
}
