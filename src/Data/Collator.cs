using Steering.Data.Text;
using Steering.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Data;

// B batch, T tokens (visual ones included), V visual tokens.

/// <summary>An encoded conversation and the row of its image in the table of pictures, or null for a text-only one.</summary>
public sealed record TrainingRow(EncodedConversation Conversation, int? Image)
{
    /// <summary>Labels that a model can be asked for: the first position has nothing before it that could predict it.</summary>
    public int Labels => Conversation.IsLabel.Skip(1).Count(isLabel => isLabel);
}

/// <summary>
/// Pads conversations at the right to one batch and widens the image slot to the visual tokens, so that T counts them.
/// </summary>
/// <param name="padding">The id that fills visual and padded positions.</param>
/// <param name="device">Where the batch goes.</param>
/// <param name="longest">Positions the model knows; a longer row is refused, never cut.</param>
/// <param name="visualTokens">How many visual tokens the connector makes of so many features of an image; null: as many.</param>
public sealed class Collator(int padding, Device device, int longest, Func<int, int>? visualTokens = null)
{
    private const long Ignore = -100;

    /// <param name="rows">At least one.</param>
    /// <param name="pictures">Needed if a row has an image.</param>
    public Batch Collate(IReadOnlyList<TrainingRow> rows, IPictureTable? pictures)
    {
        using var scope = NewDisposeScope();
        var visual = pictures is null ? 0 : visualTokens?.Invoke(pictures.VisualTokens) ?? pictures.VisualTokens;
        int[] slots = [.. rows.Select(Slot)];
        int[] lengths = [.. rows.Select((row, i) => row.Conversation.Ids.Count + (slots[i] < 0 ? 0 : visual - 1))];
        if (slots.Any(slot => slot >= 0) && pictures is null) throw new ArgumentException("A row has an image, but there is no table of pictures.", nameof(pictures));
        if (lengths.Max() > longest)
        {
            throw new InvalidDataException($"A conversation has {lengths.Max()} tokens with its picture, the model knows {longest} positions. Shorten it in Prepare.");
        }
        var (ids, labels, real, isVisual) = Lay(rows, slots, lengths, visual);
        var layout = new TokenLayout(
            OnDevice(tensor(real)),
            OnDevice(tensor(isVisual)),
            slots,
            [.. slots.Select(slot => slot < 0 ? 0 : visual)])
        {
            Questions = [.. rows.Select((row, i) => Widened(row.Conversation.Question, slots[i], visual))],
            Chosen = Choice(rows),
        };
        int[] images = [.. rows.Where(row => row.Image is not null).Select(row => row.Image!.Value)];   // filtered just here
        var taken = images.Length == 0 ? null : OnDevice(pictures!.Take(images));                       // checked above
        var hasPixels = pictures?.HoldsPixels == true;
        return new Batch(OnDevice(tensor(ids)), OnDevice(tensor(labels)), hasPixels ? null : taken, layout) { Pixels_NCHW = hasPixels ? taken : null };
    }

    /// <summary>Behind the picture, positions count its visual tokens.</summary>
    private static QuestionSpan Widened(QuestionSpan question, int slot, int visual)
    {
        return new QuestionSpan(Place(question.Start), Place(question.End), Place(question.Answer));

        int Place(int index) => slot >= 0 && index > slot ? index + visual - 1 : index;
    }

    private static TokenChoice? Choice(IReadOnlyList<TrainingRow> rows)
    {
        if (rows.All(row => row.Conversation.Chosen is null)) return null;
        var chosen = rows.Select(row => row.Conversation.Chosen
            ?? throw new InvalidDataException("Some rows of a batch say which positions are steered and some leave it to the method. Decide it for all.")).ToList();
        var groups = chosen.Max(row => row.Count);
        return new TokenChoice([.. Enumerable.Range(0, groups).Select(group => chosen.Select(row => group < row.Count ? row[group] : []).ToList())]);
    }

    private (long[,] Ids, long[,] Labels, bool[,] Real, bool[,] IsVisual) Lay(IReadOnlyList<TrainingRow> rows, int[] slots, int[] lengths, int visual)
    {
        var width = lengths.Max();
        var (ids, labels) = (new long[rows.Count, width], new long[rows.Count, width]);
        var (real, isVisual) = (new bool[rows.Count, width], new bool[rows.Count, width]);
        for (var row = 0; row < rows.Count; row++)
        {
            var conversation = rows[row].Conversation;
            for (var t = 0; t < width; t++)
            {
                // Position t shows id t before the slot, a visual token within it, id t − (visual − 1) behind it.
                var within = slots[row] >= 0 && t >= slots[row] && t < slots[row] + visual;
                var source = slots[row] >= 0 && t >= slots[row] ? t - visual + 1 : t;
                var isText = t < lengths[row] && !within;
                (real[row, t], isVisual[row, t]) = (t < lengths[row], within);
                ids[row, t] = isText ? conversation.Ids[source] : padding;
                labels[row, t] = isText && conversation.IsLabel[source] ? conversation.Ids[source] : Ignore;
            }
        }
        return (ids, labels, real, isVisual);
    }

    /// <summary>Where the picture goes, or −1; one picture at most, and only where the row names one.</summary>
    private static int Slot(TrainingRow row)
    {
        var slot = -1;
        for (var i = 0; i < row.Conversation.Ids.Count; i++)
        {
            if (row.Conversation.Ids[i] != ConversationEncoder.ImageSlot) continue;
            if (slot >= 0) throw new InvalidDataException("A conversation has two image slots; this model reads one picture.");
            slot = i;
        }
        if (slot >= 0 != row.Image is not null)
        {
            throw new InvalidDataException(slot >= 0 ? "A conversation has an image slot but no image." : "A conversation has an image but no image slot.");
        }
        return slot;
    }

    private Tensor OnDevice(Tensor made) => (device.type == DeviceType.CPU ? made : made.to(device)).MoveToOuterDisposeScope();
}
