using System.Text.Json;
using Steering.Data;
using Steering.Data.Imaging;
using Steering.Data.Sources;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Evaluation.Tests;

/// <summary>One folder of golden/released: a checkpoint, conversations and pictures, put into our program with its quirks on.</summary>
internal sealed class ReleasedCase : IDisposable
{
    public const string Folder = "released";

    private readonly string _path;
    private readonly ImageProcessor _processor;

    public ReleasedCase(string family)
    {
        _path = Path.Combine(Golden.Folder(Folder), family);
        Meta = Golden.Json(Folder, family, "meta.json");
        Checkpoint = ReleasedFolder.Load(CheckpointFolder);
        Model.eval();
        _processor = ImageProcessor.Read(Path.Combine(_path, "preprocessor_config.json"));
        var template = Meta.GetProperty("template").GetString() == ChatTemplate.Llama.Name ? ChatTemplate.Llama : ChatTemplate.Phi;
        Encoder = new ConversationEncoder(TokenizerFiles.ReadAny(CheckpointFolder), template, Quirks.AsReleased.Positions(Steering));
    }

    public JsonElement Meta { get; }

    public ReleasedCheckpoint Checkpoint { get; }

    public ConversationEncoder Encoder { get; }

    public string CheckpointFolder => Path.Combine(_path, "checkpoint");

    public Llava Model => Checkpoint.Model;

    public ReleasedSteering Steering => Checkpoint.Steering ?? throw new InvalidDataException("The checkpoint has no editors.");

    public double Tolerance(string name) => Meta.GetProperty("tolerance").GetProperty(name).GetDouble();

    public SafetensorsFile Open(string name) => Safetensors.Open(Path.Combine(_path, name));

    public JsonElement Generation() => Golden.Json(Folder, Path.GetFileName(_path), "generation.json");

    public async Task<IReadOnlyList<Sample>> SamplesAsync()
    {
        var samples = new List<Sample>();
        await foreach (var sample in LlavaJson.ReadAsync(Path.Combine(_path, "conversations.json"))) samples.Add(sample);
        return samples;
    }

    /// <summary>Pixels of pictures [N, 3, H, W]; a missing picture is black after normalisation, as the released collator makes it.</summary>
    public Tensor Pixels(IReadOnlyList<string?> images)
    {
        var pixels = new float[images.Count * _processor.Length];
        for (var i = 0; i < images.Count; i++)
        {
            if (images[i] is { } image) _processor.Process(Png.Read(Path.Combine(_path, "images", image)), pixels.AsSpan(i * _processor.Length, _processor.Length));
        }
        return tensor(pixels).reshape(images.Count, 3, _processor.Size, _processor.Size);
    }

    /// <summary>What the connector reads of each named picture.</summary>
    public FeatureTable Features(IEnumerable<string> images)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var vision = Model.Vision ?? throw new InvalidDataException("The checkpoint has no vision tower.");
        var names = images.Distinct(StringComparer.Ordinal).ToList();
        return new FeatureTable(names, Quirks.AsReleased.Features(vision, Pixels(names)));
    }

    /// <summary>Our collator's batch of all conversations.</summary>
    public (Batch Batch, IReadOnlyList<EncodedConversation> Encoded) Collate(IReadOnlyList<Sample> samples)
    {
        using var features = Features(samples.Select(sample => sample.Image).OfType<string>());
        var rows = samples.Select(sample => new TrainingRow(Encoder.Encode(sample), sample.Image is null ? null : features.Row(sample.Image))).ToList();
        var batch = new Collator(padding: 0, CPU, Model.Language.Config.Positions).Collate(rows, features);
        return (batch, rows.ConvertAll(row => row.Conversation));
    }

    public static LlavaInput Input(Batch batch) => new(batch.Ids_BT, batch.Features_NVC, batch.Layout);

    public void Dispose() => Checkpoint.Dispose();
}
