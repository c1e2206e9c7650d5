using System.Text.Json;
using Steering.Data;
using Steering.Data.Text;
using Steering.Models;
using Steering.Peft;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Evaluation.Tests;

/// <summary>Our program with its quirks on against the paper's own, executed: golden/released, every family.</summary>
public sealed class ReleasedGoldenTests
{
    private const string Folder = ReleasedCase.Folder;
    private const long Ignore = Llava.Ignore;

    public static TheoryData<string> Families => Golden.Cases(Folder).Any() ? [.. Golden.Cases(Folder)] : ["(none)"];

    [GoldenTheory(Folder)]
    [MemberData(nameof(Families))]
    public async Task Conversations_and_pictures_become_the_released_batch(string family)
    {
        using var golden = new ReleasedCase(family);
        var samples = await golden.SamplesAsync();
        Check(golden, samples);
    }

    private static void Check(ReleasedCase golden, IReadOnlyList<Sample> samples)
    {
        using var scope = NewDisposeScope();
        using var file = golden.Open("batch.safetensors");
        var (batch, encoded) = golden.Collate(samples);
        var (ids, labels, mask) = (file.Load("input_ids"), file.Load("labels"), file.Load("attention_mask"));
        for (var row = 0; row < samples.Count; row++)
        {
            var length = (int)mask[row].sum().item<long>();
            Assert.Equal(Longs(ids[row])[..length], encoded[row].Ids.Select(id => (long)id));
            Assert.Equal(Longs(labels[row])[..length], encoded[row].Ids.Zip(encoded[row].IsLabel, (id, isLabel) => isLabel ? id : Ignore));
        }
        Near.Equal(file.Load("pixel_values"), golden.Pixels([.. samples.Select(sample => sample.Image)]), 1e-6, "pixels");
        var real = file.Load("spliced.attention_mask");
        Assert.Equal(real.bytes.ToArray(), batch.Layout.Real_BT.bytes.ToArray());
        Assert.Equal(Longs(file.Load("spliced.labels").flatten()), Longs(batch.Labels_BT.flatten()));
        using var off = no_grad();
        Near.Equal(file.Load("spliced.embeds"), golden.Model.Embed(ReleasedCase.Input(batch)), real, 1e-5, "spliced embeddings");
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Families))]
    public async Task The_released_positions_are_steered(string family)
    {
        using var golden = new ReleasedCase(family);
        var samples = await golden.SamplesAsync();
        using var scope = NewDisposeScope();
        using var file = golden.Open("mores-outputs.safetensors");
        var expected = file.Load("intervention_locations");   // [row, layer, position]
        var chosen = golden.Collate(samples).Batch.Layout.Chosen;
        Assert.NotNull(chosen);
        for (var row = 0; row < samples.Count; row++)
        {
            for (var layer = 0; layer < expected.size(1); layer++) Assert.Equal(Longs(expected[row, layer]), chosen.Of(0, row).Select(position => (long)position));
        }
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Families))]
    public async Task Features_logits_losses_and_gradients_agree(string family)
    {
        using var golden = new ReleasedCase(family);
        var samples = await golden.SamplesAsync();
        Compare(golden, samples);
    }

    private static void Compare(ReleasedCase golden, IReadOnlyList<Sample> samples)
    {
        using var scope = NewDisposeScope();
        using var plain = golden.Open("base-outputs.safetensors");
        using var steered = golden.Open("mores-outputs.safetensors");
        var batch = golden.Collate(samples).Batch;
        using (no_grad())
        {
            var vision = golden.Model.Vision!;   // Load gives every checkpoint its tower
            var features = Quirks.AsReleased.Features(vision, golden.Pixels([.. samples.Select(sample => sample.Image)]));
            Near.Equal(plain.Load("visual_features"), golden.Model.Connector.call(features), golden.Tolerance("logits"), "visual features");
            // Nothing chosen: the frozen model.
            var nothing = batch with { Layout = batch.Layout with { Chosen = new Tensors.TokenChoice([]) } };
            Near.Equal(plain.Load("logits"), Logits(golden.Model, nothing, plain), golden.Tolerance("logits"), "logits without steering");
            Assert.Equal(golden.Meta.GetProperty("loss_base").GetDouble(), Loss(golden.Model, nothing).item<float>(), golden.Tolerance("loss"));
            Near.Equal(steered.Load("logits"), Logits(golden.Model, batch, steered), golden.Tolerance("logits"), "logits");
        }
        var loss = Loss(golden.Model, batch);
        Assert.Equal(golden.Meta.GetProperty("loss_mores").GetDouble(), loss.item<float>(), golden.Tolerance("loss"));
        loss.backward();
        var trained = golden.Checkpoint.Steered!.All.ToDictionary(one => one.Name.Replace("model.", "", StringComparison.Ordinal), one => one.Parameter, StringComparer.Ordinal);
        var compared = 0;
        foreach (var name in steered.Names.Where(name => name.StartsWith("grad.", StringComparison.Ordinal)))
        {
            var expected = steered.Load(name);
            Near.Equal(expected, trained[name["grad.".Length..]].grad ?? zeros_like(expected), golden.Tolerance("gradients"), name);
            compared++;
        }
        Assert.NotEqual(0, compared);
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Families))]
    public void Answers_are_the_released_ids_with_and_without_steering(string family)
    {
        using var golden = new ReleasedCase(family);
        using var scope = NewDisposeScope();
        var cases = golden.Generation().EnumerateArray().ToList();
        using var features = golden.Features(cases.Select(one => one.GetProperty("image").GetString() ?? ""));
        foreach (var one in cases)
        {
            var open = golden.Encoder.EncodeOpen([new Turn(one.GetProperty("question").GetString() is { } text ? $"{ChatTemplate.ImageMarker}\n{text}" : "", "")]);
            Assert.Equal(Integers(one, "input_ids"), open.Ids);
            Assert.Equal(Integers(one, "intervention_locations"), open.Chosen?[0]);
            var steered = Integers(one, "steered_ids");
            var answering = new Answering(golden.Model, new GreedyOptions(steered.Count, EndOfText: null), features, batch: 1);
            var image = features.Row(one.GetProperty("image").GetString() ?? "");
            Assert.Equal(steered, answering.Answer([new EncodedQuestion(open, image)])[0]);
            Assert.Equal(Integers(one, "unsteered_ids"), answering.Answer([new EncodedQuestion(open with { Chosen = [] }, image)])[0]);
        }
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Families))]
    public async Task A_checkpoint_written_in_the_released_layout_is_read_back_with_the_same_logits(string family)
    {
        using var golden = new ReleasedCase(family);
        var samples = await golden.SamplesAsync();
        var folder = Directory.CreateTempSubdirectory("released");
        try
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            ReleasedFolder.Save(folder.FullName, golden.Checkpoint);
            using var again = ReleasedFolder.Load(folder.FullName);
            again.Model.eval();
            Assert.Equal(golden.Steering, again.Steering);
            Assert.Equal(golden.Checkpoint.Names, again.Names);
            Assert.Equal(golden.Checkpoint.Steered?.Method, again.Steered?.Method);
            var batch = golden.Collate(samples).Batch;
            Near.Equal(golden.Model.call(ReleasedCase.Input(batch)), again.Model.call(ReleasedCase.Input(batch)), 1e-6, "stream");
            foreach (var part in new[] { "language_model", "vision_tower", "connector" })
            {
                // Parts that nobody trained keep every bit; the released tower's unused head is not written again.
                using var before = Tensors.WeightFiles.Open(Path.Combine(golden.CheckpointFolder, part));
                using var after = Tensors.WeightFiles.Open(Path.Combine(folder.FullName, part));
                Assert.All(after.Names, name => Assert.True(Near.BitEqual(before.Load(name), after.Load(name)), $"{part}: {name} changed."));
            }
            var (theirs, ours) = (Editors(golden.CheckpointFolder), Editors(folder.FullName));
            Assert.Equal(theirs.Select(Path.GetFileName), ours.Select(Path.GetFileName));
            foreach (var (their, our) in theirs.Zip(ours).Where(pair => pair.First.EndsWith(".json", StringComparison.Ordinal)))
            {
                Assert.True(JsonElement.DeepEquals(Json(their), Json(our)), $"{Path.GetFileName(our)} says something else.");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> Editors(string folder) => [.. Directory.EnumerateFiles(Path.Combine(folder, "mores", "language_model")).Order(StringComparer.Ordinal)];

    private static JsonElement Json(string path) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path));

    private static Tensor Logits(Llava model, Batch batch, Tensors.SafetensorsFile places)
    {
        var h_BTD = model.call(ReleasedCase.Input(batch));
        var flat = (places.Load("logit_rows") * h_BTD.size(1)) + places.Load("logit_positions");
        return model.Language.Logits(h_BTD.flatten(0, 1).index_select(0, flat));
    }

    private static Tensor Loss(Llava model, Batch batch)
    {
        var (sum, labels) = model.Loss(ReleasedCase.Input(batch), batch.Labels_BT);
        return sum / (double)labels;
    }

    private static long[] Longs(Tensor values) => values.contiguous().data<long>().ToArray();

    private static List<int> Integers(JsonElement one, string name) => [.. one.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];
}
