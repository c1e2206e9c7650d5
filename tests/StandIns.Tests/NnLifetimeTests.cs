using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.StandIns.Tests;

/// <summary>The count of live tensors is the process's own: what another test makes meanwhile would be counted too.</summary>
[Collection("Alone")]
public sealed class NnLifetimeTests
{
    [Fact]
    public void A_module_makes_no_tensor_that_outlives_it()
    {
        var before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            using var module = Sequential(Linear(2, 3), LayerNorm(3), GELU(), Linear(3, 1));
            for (var i = 0; i < 3; i++)
            {
                using var step = NewDisposeScope();
                module.call(ones(4, 2)).sum().backward();
                module.zero_grad();
            }
        }
        Assert.InRange(Tensor.TotalCount, 0, before);
    }
}
