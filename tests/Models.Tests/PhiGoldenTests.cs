using Steering.Tensors;
using Steering.Tests;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>Phi against transformers' numbers: golden/models, every folder whose config is a Phi's.</summary>
public sealed class PhiGoldenTests(ITestOutputHelper output)
{
    private const string Folder = "models";

    public static TheoryData<string> Cases => [.. Golden.Cases(Folder)];

    [WholeGoldenFact(Folder)]
    public void There_is_a_phi_among_the_cases() => Assert.Contains(Golden.Cases(Folder), IsPhi);

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Hidden_states_logits_and_attentions_agree(string name)
    {
        if (Skips(name)) return;
        using var scope = NewDisposeScope();
        using var model = Load(name);
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

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradients_agree(string name)
    {
        if (Skips(name)) return;
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

    private bool Skips(string name)
    {
        if (IsPhi(name)) return false;
        output.WriteLine($"{name}: left aside, its config is not a Phi's.");
        return true;
    }

    private static bool IsPhi(string name) =>
        File.Exists(Path.Combine(Golden.Folder(Folder), name, "config.json"))
        && Golden.Json(Folder, name, "config.json").TryGetProperty("model_type", out var type) && type.GetString() == "phi";

    private static Phi Load(string name) => Phi.Load(Path.Combine(Golden.Folder(Folder), name));

    private static SafetensorsFile Open(string name, string what) => Safetensors.Open(Path.Combine(Golden.Folder(Folder), name, what + ".safetensors"));

    private static double Tolerance(string name, string what) => Golden.Json(Folder, name, "meta.json").GetProperty("tolerance").GetProperty(what).GetDouble();
}
