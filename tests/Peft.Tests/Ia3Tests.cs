using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class Ia3Tests
{
    internal sealed class Cases : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new Ia3(), new Ia3("q_proj", "o_proj,dense")];

        public bool StartsAtTheBase(IPeftMethod sample) => true;

        public IPeftMethod? OfGolden(GoldenFolder folder) => folder.Method.IsCalled("ia3") && folder.Peft is { } peft ? PeftFolder.ReadMethod(peft) : null;

        public IPeftMethod? OfCounts(string name) => name == "ia3" ? new Ia3() : null;
    }

    [Fact]
    public void Outputs_are_scaled_with_their_bias_and_inputs_before_the_map()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, onInput) in new[] { ("k_proj", false), ("fc2", true) })
        {
            using var map = new Projection(6, 4, CPU);
            foreach (var parameter in map.parameters()) Weights.Uniform(parameter, 1);
            using var edit = new Ia3().EditLinear(new LinearSite(name, 0, LinearRole.Other, 6, 4, CPU))!;   // both names are its targets
            var x = randn(3, 6);
            var (whole, tripled) = (map.call(x), map.call(x * 3));
            foreach (var parameter in edit.parameters()) parameter.fill_(3);
            map.Graft(edit);
            Near.Equal(onInput ? tripled : whole * 3, map.call(x), 1e-5, name);
        }
    }
}
