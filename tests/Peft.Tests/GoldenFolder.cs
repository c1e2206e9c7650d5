using System.Text.Json;
using Steering.Models;
using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>One folder of golden/methods: what is in it, and what its backbone computes.</summary>
internal sealed class GoldenFolder(string backbone, string name)
{
    private const string Root = "methods";

    /// <summary>Which backbone and method.</summary>
    public string Title => $"{backbone}/{name}";

    public JsonElement Meta { get; } = Golden.Json(Root, backbone, name, "meta.json");

    public JsonElement Batch { get; } = Golden.Json(Root, backbone, "batch.json");

    /// <summary>What the case says of its method.</summary>
    public JsonElement Method => Meta.GetProperty("method");

    /// <summary>All folders: backbone and name.</summary>
    public static IEnumerable<GoldenFolder> All =>
        from backbone in Golden.Cases(Root)
        from name in Golden.Cases(System.IO.Path.Combine(Root, backbone))
        select new GoldenFolder(backbone, name);

    public static TheoryData<string, string> Data(Func<GoldenFolder, bool> wanted)
    {
        var data = new TheoryData<string, string>();
        foreach (var folder in All.Where(wanted)) data.Add(folder.Backbone, folder.Name);
        return data;
    }

    public string Backbone => backbone;

    public string Name => name;

    /// <summary>The folder as the peft library writes it, or null.</summary>
    public string? Peft => Directory.Exists(Path("peft")) ? Path("peft") : null;

    public bool HasMerged => File.Exists(Path("merged.safetensors"));

    /// <summary>Other folders of the same backbone.</summary>
    public IEnumerable<GoldenFolder> Siblings => Golden.Cases(System.IO.Path.Combine(Root, backbone)).Where(other => other != name).Select(other => new GoldenFolder(backbone, other));

    public CausalLanguageModel Model() =>
        CausalLanguageModel.Load(System.IO.Path.Combine([Golden.Root, .. (Batch.GetProperty("backbone").GetString() ?? "").Split('/')]));

    public SafetensorsFile Weights() => Safetensors.Open(Path("weights.safetensors"));

    public SafetensorsFile Outputs() => Safetensors.Open(Path("outputs.safetensors"));

    public SafetensorsFile Merged() => Safetensors.Open(Path("merged.safetensors"));

    public GoldenBatch OpenBatch() => new(System.IO.Path.Combine(Golden.Folder(Root), backbone, "batch.safetensors"), Batch)
    {
        // MRT's case names positions that follow no rule: they are chosen by hand.
        Chosen = Method.IsCalled("mrt") ? new TokenChoice(Positions(Method.GetProperty("positions"))) : null,
    };

    /// <summary>Group, row, positions.</summary>
    private static int[][][] Positions(JsonElement groups) =>
        [.. groups.EnumerateArray().Select(rows => rows.EnumerateArray().Select(row => row.EnumerateArray().Select(position => position.GetInt32()).ToArray()).ToArray())];

    /// <summary>Fills the grafted parameters with the case's weights and lists those that the case trains, under its names.</summary>
    public IReadOnlyList<Trained> Fill(Grafted grafted)
    {
        using var weights = Weights();
        using var _ = no_grad();
        var trained = new List<Trained>();
        foreach (var one in grafted.Language)
        {
            // The golden MoReS files begin at "layers", ours at the block's published name.
            var found = weights.Contains(one.Name) ? one.Name : one.Name.Replace("model.", "", StringComparison.Ordinal)
                .Replace(".prefix.", ".group0.", StringComparison.Ordinal).Replace(".suffix.", ".group1.", StringComparison.Ordinal);
            if (!weights.Contains(found))
            {
                // Full tuning's case bypasses the token table with inputs_embeds.
                Assert.True(one.Name.Contains("embed_tokens", StringComparison.Ordinal), $"{one.Name} has no weights in the case.");
                continue;
            }
            one.Parameter.copy_(weights.Load(found));
            trained.Add(one with { Name = found });
        }
        Assert.Equal(weights.Names.Count, trained.Count);
        return trained;
    }

    private string Path(string part) => System.IO.Path.Combine(Golden.Folder(Root), backbone, name, part);
}

/// <summary>The batch that all cases of a backbone share.</summary>
internal sealed class GoldenBatch : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly TokenLayout _layout;

    public GoldenBatch(string path, JsonElement description)
    {
        _file = Safetensors.Open(path);
        Mask = _file.Load("attention_mask");
        _layout = LayoutOf(description, Mask);
    }

    public Tensor Mask { get; }

    /// <summary>Positions named by hand.</summary>
    public TokenChoice? Chosen { get; init; }

    public Tensor Logits(CausalLanguageModel model)
    {
        using var _ = no_grad();
        return model.Logits(Read(model));
    }

    /// <param name="recompute">True computes the blocks once more in backward.</param>
    public Tensor Loss(CausalLanguageModel model, bool recompute = false)
    {
        var (states, targets) = Llava.AtLabels(Read(model, recompute), _file.Load("labels"));
        return nn.functional.cross_entropy(model.Logits(states), targets);
    }

    public void Dispose() => _file.Dispose();

    private Tensor Read(CausalLanguageModel model, bool recompute = false) =>
        model.call(new LanguageInput(_file.Load("inputs_embeds")) { Layout = _layout with { Chosen = Chosen }, Recompute = recompute });

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
}
