using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Models.Tests;

/// <summary>Vision towers against transformers' numbers: golden/models, every folder whose config is of a family that is built here.</summary>
public sealed class VisionGoldenTests
{
    private const string Folder = "models";

    public static TheoryData<string> Cases => [.. Golden.Cases(Folder).Where(name => VisionTowers.ModelTypes.Contains(Golden.ModelType(name), StringComparer.Ordinal))];

    [GoldenTheory(Folder, SigLipConfig.ModelType, ClipConfig.ModelType)]
    [MemberData(nameof(Cases))]
    public void Hidden_states_attentions_and_features_agree(string name)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var tower = VisionTowers.Load(Path.Combine(Golden.Folder(Folder), name));
        tower.AsModule.eval();
        using var inputs = Open(name, "inputs");
        using var outputs = Open(name, "outputs");
        using var trace = new Trace(states: true, attentions: true);
        var pixels = inputs.Load("pixel_values");
        var last = ((nn.Module<Tensor, Trace?, Tensor>)tower).call(pixels, trace);
        Near.Equal(outputs.Load("last_hidden_state"), last, Tolerance(name, "hidden_states"), $"{name} last state");
        for (var i = 0; outputs.Contains($"hidden_states.{i}"); i++)
        {
            Near.Equal(outputs.Load($"hidden_states.{i}"), trace.States[i], Tolerance(name, "hidden_states"), $"{name} state {i}");
        }
        for (var i = 0; outputs.Contains($"attentions.{i}"); i++)
        {
            Near.Equal(outputs.Load($"attentions.{i}"), trace.Attentions[i], Tolerance(name, "attentions"), $"{name} attention {i}");
        }
        if (tower is ClipVit clip) Near.Equal(outputs.Load("pooler_output"), clip.Pooled(last), Tolerance(name, "hidden_states"), $"{name} pooled");
        for (var select = -1; select >= -trace.States.Count; select--)
        {
            // What stands before the patches is no visual token.
            var patches = trace.States[trace.States.Count + select];
            Near.Equal(patches.narrow(1, patches.size(1) - tower.Config.Tokens, tower.Config.Tokens), tower.Features(pixels, select), 0, $"{name} features {select}");
        }
    }

    private static SafetensorsFile Open(string name, string what) => Safetensors.Open(Path.Combine(Golden.Folder(Folder), name, what + ".safetensors"));

    private static double Tolerance(string name, string what) => Golden.Json(Folder, name, "meta.json").GetProperty("tolerance").GetProperty(what).GetDouble();
}
