using Steering.Tensors;
using Steering.Tests;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>SigLIP against transformers' numbers: golden/models, every folder whose config is a SigLIP vision tower's.</summary>
public sealed class VisionGoldenTests(ITestOutputHelper output)
{
    private const string Folder = "models";

    public static TheoryData<string> Cases => [.. Golden.Cases(Folder)];

    [WholeGoldenFact(Folder)]
    public void There_is_a_siglip_among_the_cases() => Assert.Contains(Golden.Cases(Folder), IsSigLip);

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void Hidden_states_attentions_and_features_agree(string name)
    {
        if (!IsSigLip(name))
        {
            output.WriteLine($"{name}: left aside, its config is not a SigLIP vision tower's.");
            return;
        }
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var tower = SigLip.Load(Path.Combine(Golden.Folder(Folder), name));
        tower.eval();
        using var inputs = Open(name, "inputs");
        using var outputs = Open(name, "outputs");
        using var trace = new Trace(states: true, attentions: true);
        var pixels = inputs.Load("pixel_values");
        Near.Equal(outputs.Load("last_hidden_state"), tower.call(pixels, trace), Tolerance(name, "hidden_states"), $"{name} last state");
        for (var i = 0; outputs.Contains($"hidden_states.{i}"); i++)
        {
            Near.Equal(outputs.Load($"hidden_states.{i}"), trace.States[i], Tolerance(name, "hidden_states"), $"{name} state {i}");
        }
        for (var i = 0; outputs.Contains($"attentions.{i}"); i++)
        {
            Near.Equal(outputs.Load($"attentions.{i}"), trace.Attentions[i], Tolerance(name, "attentions"), $"{name} attention {i}");
        }
        Near.Equal(trace.States[^2], tower.Features(pixels), 0, $"{name} features");
    }

    private static bool IsSigLip(string name) =>
        File.Exists(Path.Combine(Golden.Folder(Folder), name, "config.json"))
        && Golden.Json(Folder, name, "config.json").TryGetProperty("model_type", out var type) && type.GetString() == "siglip_vision_model";

    private static SafetensorsFile Open(string name, string what) => Safetensors.Open(Path.Combine(Golden.Folder(Folder), name, what + ".safetensors"));

    private static double Tolerance(string name, string what) => Golden.Json(Folder, name, "meta.json").GetProperty("tolerance").GetProperty(what).GetDouble();
}
