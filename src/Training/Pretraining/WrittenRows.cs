using Steering.Data.IconWorld;
using Steering.Data.Text;

namespace Steering.Training.Pretraining;

/// <summary>
/// Turns items of the language sampler into rows of token ids, in the very form in which pictures are shown later: the cells take the place
/// of the image slot.
/// </summary>
public sealed class WrittenRows(ByteLevelBpe tokenizer, ChatTemplate template)
{
    private readonly ConversationEncoder _encoder = new(tokenizer, template);
    private readonly Dictionary<string, int[]> _words = new(StringComparer.Ordinal);
    private readonly int _end = tokenizer.Id(template.End);

    public WrittenRow Of(LanguageItem item)
    {
        var cells = item.Cells is null ? [] : Bags(item.Cells);
        return item.Form switch
        {
            LanguageForm.Text => Learnt([.. tokenizer.EncodeToIds(item.Text), _end], cells),
            LanguageForm.Caption => Learnt([.. tokenizer.EncodeToIds(item.Text + ChatTemplate.Pretrain.End)], cells),
            LanguageForm.Chat => Chat(item, cells),
            LanguageForm.Checklist => Checklist(item, cells),
            LanguageForm.Copy => Copied(item),
            _ => throw new ArgumentOutOfRangeException(nameof(item), item.Form, "No row is known for this form; add it."),
        };
    }

    /// <summary>Token ids of a bag of words, each behind a space.</summary>
    public int[] Bag(IReadOnlyList<string> words) => [.. words.SelectMany(Word)];

    private List<IReadOnlyList<int>> Bags(IReadOnlyList<IReadOnlyList<string>> cells) => [.. cells.Select(Bag)];

    private int[] Word(string word) => _words.TryGetValue(word, out var known) ? known : _words[word] = [.. tokenizer.EncodeToIds(" " + word)];

    /// <summary>Everything is to be learnt; the cells stand first.</summary>
    private static WrittenRow Learnt(int[] ids, List<IReadOnlyList<int>> cells) => new(ids, [.. ids.Select(_ => 1f)], 0, cells);

    private WrittenRow Chat(LanguageItem item, List<IReadOnlyList<int>> cells)
    {
        var marker = item.Cells is null ? item.Text : ChatTemplate.ImageMarker;
        var encoded = _encoder.Encode([item.Turns[0] with { Question = $"{marker}\n{item.Turns[0].Question}" }, .. item.Turns.Skip(1)]);
        var slot = encoded.PicturePlace;
        var ids = encoded.Ids.Where(id => id != ConversationEncoder.ImageSlot).ToArray();
        var weights = encoded.Ids.Zip(encoded.IsLabel).Where(pair => pair.First != ConversationEncoder.ImageSlot)
            .Select(pair => pair.Second ? 1f : (float)item.PromptWeight).ToArray();
        return new WrittenRow(ids, weights, Math.Max(slot, 0), cells);
    }

    private WrittenRow Checklist(LanguageItem item, List<IReadOnlyList<int>> cells)
    {
        var ids = tokenizer.EncodeToIds(ChatTemplate.UserRole).ToList();
        var weights = ids.Select(_ => (float)item.PromptWeight).ToList();
        var slot = ids.Count;
        foreach (var entry in item.Checklist)
        {
            foreach (var id in Word(entry.Word)) Add(id, (float)item.PromptWeight);
            foreach (var id in Word(entry.IsPresent ? "yes" : "no")) Add(id, 1);
        }
        return new WrittenRow(ids, weights, slot, cells);

        void Add(int id, float weight)
        {
            ids.Add(id);
            weights.Add(weight);
        }
    }

    private WrittenRow Copied(LanguageItem item)
    {
        var words = Bag(item.Copied);
        int[] ids = [.. words, .. Word(WrittenScene.Marker), .. words];
        return new WrittenRow(ids, [.. ids.Select((_, i) => i < ids.Length - words.Length ? 0f : 1f)], 0, []);
    }
}
