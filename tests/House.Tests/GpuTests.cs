using Steering.Build;
using Steering.Flow;

namespace Steering.House.Tests;

public sealed class GpuTests
{
    /// <summary>A result of TF32 products must not be taken for one of 32-bit products; where there are none, keys are as they were.</summary>
    [Fact]
    public void Keys_of_a_build_for_gpus_tell_how_products_are_rounded()
    {
        Assert.Equal([new CodeExtra("TorchSharp", "matrix products", "TF32")], Gpus.ArithmeticOf("cuda"));
        Assert.Empty(Gpus.ArithmeticOf("cpu"));
    }
}
