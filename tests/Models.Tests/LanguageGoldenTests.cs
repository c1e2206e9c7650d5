using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>Language models against transformers' numbers: golden/models, every folder whose config is of a family that is built here.</summary>
public sealed class LanguageGoldenTests
{
    private const string Folder = "models";

    /// <summary>What golden/models holds beside these: families of other rooms and of later work. A case of none of them fails here.</summary>
    private static readonly string[] LeftAside = ["", "qwen2", "gemma", "stablelm", "openelm", "llava", "dinov2"];

    public static TheoryData<string> Cases => [.. Golden.Cases(Folder).Where(name => LanguageConfigs.ModelTypes.Contains(Golden.ModelType(name), StringComparer.Ordinal))];

    [WholeGoldenFact(Folder)]
    public void Every_family_has_a_case_and_no_unknown_family_is_left_aside()
    {
        var types = Golden.Cases(Folder).Select(Golden.ModelType).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(types, LanguageConfigs.ModelTypes.Concat(VisionTowers.ModelTypes).ToHashSet(StringComparer.Ordinal));
        Assert.Subset(LanguageConfigs.ModelTypes.Concat(VisionTowers.ModelTypes).Concat(LeftAside).ToHashSet(StringComparer.Ordinal), types);
    }

    [GoldenTheory(Folder, PhiConfig.ModelType, LlamaConfig.ModelType)]
    [MemberData(nameof(Cases))]
    public void Hidden_states_logits_and_attentions_agree(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Load(name);
        Assert.Equal(Golden.Json(Folder, name, "meta.json").GetProperty("parameters").GetInt64(), model.parameters().Sum(parameter => parameter.numel()));
        model.eval();
        using var inputs = Open(name, "inputs");
        using var outputs = Open(name, "outputs");
        foreach (var variant in inputs.Names.Where(key => key.EndsWith(".attention_mask", StringComparison.Ordinal)).Select(key => key.Split('.')[0]))
        {
            using var _ = no_grad();
            using var trace = new Trace(states: true, attentions: true);
            var mask = inputs.Load($"{variant}.attention_mask");
            var h_BTD = model.call(new LanguageInput(model.Tokens.call(inputs.Load("input_ids")))
            {
                Real_BT = mask.to_type(ScalarType.Bool),
                Positions_BT = inputs.Load($"{variant}.position_ids"),
                Trace = trace,
            });
            Near.Equal(outputs.Load($"{variant}.logits"), model.Logits(h_BTD), mask, Tolerance(name, "logits"), $"{name} {variant} logits");
            for (var i = 0; outputs.Contains($"{variant}.hidden_states.{i}"); i++)
            {
                // The last published state is behind the final norm.
                var state = i == trace.States.Count - 1 ? model.Normalise(trace.States[i]) : trace.States[i];
                Near.Equal(outputs.Load($"{variant}.hidden_states.{i}"), state, mask, Tolerance(name, "hidden_states"), $"{name} {variant} state {i}");
            }
            for (var i = 0; outputs.Contains($"{variant}.attentions.{i}"); i++)
            {
                Near.Equal(outputs.Load($"{variant}.attentions.{i}"), trace.Attentions[i], Tolerance(name, "attentions"), $"{name} {variant} attention {i}");
            }
        }
    }

    [GoldenTheory(Folder, PhiConfig.ModelType, LlamaConfig.ModelType)]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradients_agree(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Load(name);
        using var inputs = Open(name, "inputs");
        using var outputs = Open(name, "outputs");
        foreach (var key in outputs.Names.Where(key => key.EndsWith(".loss", StringComparison.Ordinal)))
        {
            var variant = key.Split('.')[0];
            model.zero_grad();
            var h_BTD = model.call(new LanguageInput(model.Tokens.call(inputs.Load("input_ids")))
            {
                Real_BT = inputs.Load($"{variant}.attention_mask").to_type(ScalarType.Bool),
                Positions_BT = inputs.Load($"{variant}.position_ids"),
            });
            var (states, targets) = Llava.AtLabels(h_BTD, inputs.Load($"{variant}.labels"));
            var loss = nn.functional.cross_entropy(model.Logits(states), targets);
            Near.Equal(outputs.Load(key), loss, Tolerance(name, "logits"), $"{name} {variant} loss");
            loss.backward();
            foreach (var (parameter, value) in model.named_parameters())
            {
                if (!outputs.Contains($"{variant}.grad.{parameter}")) continue;
                Near.Equal(outputs.Load($"{variant}.grad.{parameter}"), value.grad!, Tolerance(name, "hidden_states"), $"{name} {variant} gradient of {parameter}");
            }
        }
    }

    private static CausalLanguageModel Load(string name) => CausalLanguageModel.Load(Path.Combine(Golden.Folder(Folder), name));

    private static SafetensorsFile Open(string name, string what) => Safetensors.Open(Path.Combine(Golden.Folder(Folder), name, what + ".safetensors"));

    private static double Tolerance(string name, string what) => Golden.Json(Folder, name, "meta.json").GetProperty("tolerance").GetProperty(what).GetDouble();
}
