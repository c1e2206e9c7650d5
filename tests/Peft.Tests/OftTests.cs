using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

public sealed class OftTests
{
    internal sealed class Cases : IMethodCases
    {
        public IEnumerable<IPeftMethod> Samples => [new Oft(4), new Oft(3, "q_proj,fc1,down_proj")];   // 3 divides none of the widths

        public bool StartsAtTheBase(IPeftMethod sample) => true;

        public IPeftMethod? OfGolden(GoldenFolder folder) => folder.Method.IsCalled("oft") && folder.Peft is { } peft ? PeftFolder.ReadMethod(peft) : null;

        public IPeftMethod? OfCounts(string name) => AllMethods.Number(name, "oft r=") is { } blocks ? new Oft(blocks) : null;
    }

    [Fact]
    public void It_turns_what_a_map_gives_and_changes_no_length_of_a_block()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        const int blocks = 4;
        using var map = new Projection(12, 24, CPU, bias: false);
        Weights.Uniform(map.Weight, 0.5);
        var site = new LinearSite("q_proj", 0, LinearRole.Query, 12, 24, CPU);
        using var edit = new Oft(blocks).EditLinear(site)!;   // the name is one of its targets
        foreach (var parameter in edit.parameters()) parameter.normal_();
        var x = randn(5, 12);
        var plain = map.call(x);
        map.Graft(edit);
        var turned = map.call(x);
        Assert.True(Near.Difference(plain, turned) > 0.1);
        Near.Equal(plain.view(5, blocks, -1).square().sum(-1), turned.view(5, blocks, -1).square().sum(-1), 1e-4, "squared lengths");
    }
}
