using Steering.Data;
using Steering.Data.Text;
using Steering.Models;

namespace Steering.Training;

/// <summary>How conversations become tokens: the tokenizer's file or model folder, and the chat template.</summary>
public sealed record TrainingText(string Vocabulary, ChatTemplate Template)
{
    /// <summary>Writes conversations as ids.</summary>
    /// <param name="template">Null is its own.</param>
    public ConversationEncoder Encoder(ChatTemplate? template = null) => new(TokenizerFiles.ReadAny(Vocabulary), template ?? Template);

    /// <summary>Pads with the end token: no label reads a padded position.</summary>
    public Collator Collator(Llava model) => new(TokenizerFiles.ReadAny(Vocabulary).IdOf(Template.End), model.Language.Device, model.Language.Config.Positions, model.Connector.Tokens);

    /// <summary>Encodes training samples; without their pictures if <paramref name="pictures"/> is null.</summary>
    public static IReadOnlyList<TrainingRow> Rows(IEnumerable<Sample> samples, ConversationEncoder encoder, IPictureTable? pictures) =>
    [
        .. samples.Select(sample => pictures is null ? sample.WithoutImage() : sample)
            .Select(sample => new TrainingRow(encoder.Encode(sample), sample.Image is null ? null : pictures!.Row(sample.Image))),   // a row without pictures lost its image above
    ];
}
