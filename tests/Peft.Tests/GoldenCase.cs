using System.Text.Json;
using Steering.Models;
using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>One folder of golden/methods that a method of ours can be held against.</summary>
internal sealed record GoldenCase
{
    private readonly string _backbone;
    private readonly string _name;
    private readonly SafetensorsFile _batch;

    private GoldenCase(string backbone, string name, IPeftMethod method)
    {
        (_backbone, _name, Method) = (backbone, name, method);
        Meta = Golden.Json("methods", backbone, name, "meta.json");
        _batch = Safetensors.Open(Path.Combine(Golden.Folder("methods"), backbone, "batch.safetensors"));
        Mask = _batch.Load("attention_mask");
        Layout = LayoutOf(Golden.Json("methods", backbone, "batch.json"), Mask);
    }

    public IPeftMethod Method { get; }

    public JsonElement Meta { get; }

    public Tensor Mask { get; }

    public TokenLayout Layout { get; }

    /// <summary>True computes the blocks once more in backward.</summary>
    public bool Recompute { get; init; }

    public static GoldenCase? Open(string backbone, string name, out string reason)
    {
        reason = "";
        var folder = Golden.Json("methods", backbone, "batch.json").GetProperty("backbone").GetString() ?? "";
        var config = Golden.Json([.. folder.Split('/'), "config.json"]);
        if (!LanguageConfigs.ModelTypes.Contains(config.GetProperty("model_type").GetString()))
        {
            reason = "its backbone is not built here.";
            return null;
        }
        var method = MethodOf(
            Golden.Json("methods", backbone, name, "meta.json").GetProperty("method"),
            Golden.Json("methods", backbone, "batch.json"),
            () => Golden.Json("methods", backbone, name, "peft", "adapter_config.json"),
            out reason);
        return method is null ? null : new GoldenCase(backbone, name, method);
    }

    public CausalLanguageModel Model() => CausalLanguageModel.Load(Path.Combine([Golden.Root, .. (Golden.Json("methods", _backbone, "batch.json").GetProperty("backbone").GetString() ?? "").Split('/')]));

    public SafetensorsFile Outputs() => Safetensors.Open(Path.Combine(Golden.Folder("methods"), _backbone, _name, "outputs.safetensors"));

    /// <summary>Fills the grafted parameters with the case's weights and lists those that the case trains, under its names.</summary>
    public IReadOnlyList<Trained> Fill(Grafted grafted)
    {
        using var weights = Safetensors.Open(Path.Combine(Golden.Folder("methods"), _backbone, _name, "weights.safetensors"));
        using var _ = no_grad();
        var trained = new List<Trained>();
        foreach (var one in grafted.Language)
        {
            // The golden MoReS files begin at "layers", ours at the block's published name.
            var name = weights.Contains(one.Name) ? one.Name : one.Name.Replace("model.", "", StringComparison.Ordinal);
            if (!weights.Contains(name))
            {
                // Full tuning's case bypasses the token table with inputs_embeds.
                Assert.True(Method is FullTuning && one.Name.Contains("embed_tokens", StringComparison.Ordinal), $"{one.Name} has no weights in the case.");
                continue;
            }
            one.Parameter.copy_(weights.Load(name));
            trained.Add(one with { Name = name });
        }
        Assert.Equal(weights.Names.Count, trained.Count);
        return trained;
    }

    public Tensor Logits(CausalLanguageModel model)
    {
        using var _ = no_grad();
        return model.Logits(Read(model));
    }

    public Tensor Loss(CausalLanguageModel model)
    {
        var (states, targets) = Llava.AtLabels(Read(model), _batch.Load("labels"));
        return nn.functional.cross_entropy(model.Logits(states), targets);
    }

    /// <summary>The case's AdamW steps; loss and gradient norm are checked before each and after the last.</summary>
    public void Train(CausalLanguageModel model, IReadOnlyList<Trained> trained)
    {
        var setting = Meta.GetProperty("optimiser");
        var parameters = trained.Select(one => one.Parameter).ToList();
        using var optimiser = optim.AdamW(parameters, lr: setting.GetProperty("rate").GetDouble(), weight_decay: setting.GetProperty("weight_decay").GetDouble());
        double[] losses = [.. Meta.GetProperty("losses").EnumerateArray().Select(value => value.GetDouble())];
        double[] norms = [.. Meta.GetProperty("gradient_norms_before_clipping").EnumerateArray().Select(value => value.GetDouble())];
        var allowed = Meta.GetProperty("tolerance").GetProperty("losses").GetDouble();
        for (var step = 0; step < norms.Length; step++)
        {
            optimiser.zero_grad();
            var loss = Loss(model);
            Assert.Equal(losses[step], loss.item<float>(), allowed);
            loss.backward();
            var norm = nn.utils.clip_grad_norm_(parameters, setting.GetProperty("clip_global_norm").GetDouble());
            Assert.Equal(norms[step], norm, Math.Max(allowed, 1e-3 * norms[step]));
            optimiser.step();
        }
        Assert.Equal(losses[^1], Loss(model).item<float>(), allowed);
    }

    private Tensor Read(CausalLanguageModel model) => model.call(new LanguageInput(_batch.Load("inputs_embeds")) { Layout = Layout, Recompute = Recompute });

    private static TokenLayout LayoutOf(JsonElement batch, Tensor mask)
    {
        var visual = batch.GetProperty("visual_tokens").GetInt32();
        int[] starts = [.. batch.GetProperty("visual_start").EnumerateArray().Select(value => value.GetInt32())];
        var isVisual = zeros_like(mask).to_type(ScalarType.Bool);
        for (var row = 0; row < starts.Length; row++)
        {
            if (starts[row] >= 0) isVisual.narrow(0, row, 1).narrow(1, starts[row], visual).fill_(true);
        }
        return new TokenLayout(mask.to_type(ScalarType.Bool), isVisual, starts, [.. starts.Select(start => start < 0 ? 0 : visual)]);
    }

    private static IPeftMethod? MethodOf(JsonElement method, JsonElement batch, Func<JsonElement> peft, out string reason)
    {
        reason = "";
        switch (method.GetProperty("name").GetString())
        {
            case "full":
                return new FullTuning();
            case "lora":
                var targets = string.Join(',', peft().GetProperty("target_modules").EnumerateArray().Select(target => target.GetString()));
                return new Lora(method.GetProperty("rank").GetInt32(), method.GetProperty("alpha").GetDouble(), Dropout: 0, targets);
            case "mores":
                var layers = string.Join(',', method.GetProperty("layers").EnumerateArray().Select(layer => layer.GetInt32()));
                if (Positions(method.GetProperty("positions"), batch) is { } positions)
                {
                    return new MoReS(method.GetProperty("rank").GetInt32(), positions, Dropout: 0, layers)
                    {
                        SharesWeights = method.GetProperty("positions").GetArrayLength() == 1,
                        IsOrthogonal = method.GetProperty("orthogonal").GetBoolean(),
                    };
                }
                reason = "its positions are none that a text of ours names.";
                return null;
            default:
                reason = $"the method is not built here: {method.GetRawText().ReplaceLineEndings("")}";
                return null;
        }
    }

    /// <summary>The text that chooses the case's positions, found by trying all that fit: one group, or the first and the last apart.</summary>
    private static string? Positions(JsonElement groups, JsonElement batch)
    {
        var visual = batch.GetProperty("visual_tokens").GetInt32();
        int[] starts = [.. batch.GetProperty("visual_start").EnumerateArray().Select(value => value.GetInt32())];
        int[][][] wanted = [.. groups.EnumerateArray().Select(rows => rows.EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetInt32()).ToArray()).ToArray())];
        return Candidates(visual, wanted.Length > 1).FirstOrDefault(text => starts.Select((start, row) => (start, row)).All(pair =>
            wanted.Zip(Chosen(text, visual, wanted.Length > 1)).All(group => group.First[pair.row].SequenceEqual(pair.start < 0 ? [] : group.Second.Select(offset => pair.start + offset)))));
    }

    private static IReadOnlyList<int>[] Chosen(string text, int visual, bool apart)
    {
        if (!apart) return [VisualPositions.Choose(text, visual)];
        var (first, last) = VisualPositions.ChooseEnds(text, visual);
        return [first, last];
    }

    private static IEnumerable<string> Candidates(int visual, bool apart)
    {
        if (!apart) yield return "all";
        foreach (var first in Enumerable.Range(0, visual + 1))
        {
            foreach (var last in Enumerable.Range(0, visual + 1 - first)) yield return $"f{first}+l{last}";
        }
        foreach (var count in Enumerable.Range(1, apart ? 0 : visual)) yield return $"uniform{count}";
    }
}
