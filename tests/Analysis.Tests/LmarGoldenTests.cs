using System.Text.Json;
using Steering.Models;
using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Analysis.Tests;

/// <summary>LMAR in every reading, and the allocation, against golden/lmar: of the attention given there, and of our own models' attention.</summary>
public sealed class LmarGoldenTests
{
    private const string Folder = "lmar";

    public static TheoryData<string> Cases => [.. Golden.Cases(Folder)];

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Every_reading_of_given_attention_agrees(string name)
    {
        using var scope = NewDisposeScope();
        using var file = Open(name);
        Compare(name, [.. Spans(name).Select((spans, sample) => Reduced(file.Load($"{sample}.attention"), spans))]);
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Every_reading_of_our_models_attention_agrees(string name)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var file = Open(name);
        using var model = CausalLanguageModel.Load(Golden.Folder(Golden.Json(Folder, name, "expected.json").GetProperty("model").GetString()!));
        model.eval();
        Compare(name, [.. Spans(name).Select((spans, sample) =>
        {
            using var probe = new AttentionProbe(spans);
            _ = model.call(new LanguageInput(model.Tokens.call(file.Load($"{sample}.input_ids"))) { Trace = probe.Trace });
            return probe.Attention;
        })]);
    }

    private static void Compare(string name, IReadOnlyList<IReadOnlyList<LayerAttention>> samples)
    {
        var expected = Golden.Json(Folder, name, "expected.json");
        var tolerance = expected.GetProperty("tolerance").GetDouble();
        Assert.Equal(expected.GetProperty("lmar").EnumerateObject().Select(variant => variant.Name).Order(StringComparer.Ordinal), LmarVariant.All.Select(variant => variant.Name).Order(StringComparer.Ordinal));
        foreach (var variant in LmarVariant.All)
        {
            var layers = expected.GetProperty("lmar").GetProperty(variant.Name).EnumerateArray().ToArray();
            Assert.All(samples, sample => Assert.Equal(layers.Length, sample.Count));
            for (var layer = 0; layer < layers.Length; layer++)
            {
                var ratios = layers[layer].GetProperty("ratio_per_sample").EnumerateArray().Select(value => value.GetDouble()).ToArray();
                for (var sample = 0; sample < ratios.Length; sample++) Near(ratios[sample], Lmar.Ratio(samples[sample][layer], variant), tolerance, $"{name} {variant.Name}, layer {layer}, sample {sample}");
                Near(layers[layer].GetProperty("lmar").GetDouble(), Lmar.Of(samples.Select(sample => sample[layer]), variant), tolerance, $"{name} {variant.Name}, layer {layer}");
            }
        }
        foreach (var (byLayer, layer) in expected.GetProperty("allocation_by_layer_and_sample").EnumerateArray().Select((value, index) => (value, index)))
            foreach (var (parts, sample) in byLayer.EnumerateArray().Select((value, index) => (value, index)))
                foreach (var part in Enum.GetValues<Modality>())
                    Near(Number(parts, part.ToString()), samples[sample][layer].Share(part), tolerance, $"{name} allocation, layer {layer}, sample {sample}, {part}");
    }

    private static double Number(JsonElement parts, string name) =>
        parts.EnumerateObject().Single(part => part.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.GetDouble();

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{what}: {actual} is {Math.Abs(expected - actual):G3} from {expected}.");

    /// <summary>Attention [L, H, T, S] as a pass would have handed it to the probe.</summary>
    private static IReadOnlyList<LayerAttention> Reduced(Tensor attention_LHTS, TokenSpans spans)
    {
        using var probe = new AttentionProbe(spans);
        for (var layer = 0; layer < attention_LHTS.size(0); layer++) probe.Trace.AddAttention(attention_LHTS[layer].unsqueeze(0));
        return probe.Attention;
    }

    private static IEnumerable<TokenSpans> Spans(string name) => Golden.Json(Folder, name, "expected.json").GetProperty("samples").EnumerateArray().Select(sample =>
    {
        var spans = sample.GetProperty("spans");
        return new TokenSpans(spans.GetProperty("visual")[0].GetInt32(), spans.GetProperty("user")[0].GetInt32(), spans.GetProperty("answer")[0].GetInt32(), spans.GetProperty("answer")[1].GetInt32());
    });

    private static SafetensorsFile Open(string name) => Safetensors.Open(Path.Combine(Golden.Folder(Folder), name, "attention.safetensors"));
}
