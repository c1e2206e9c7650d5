using static TorchSharp.torch;

namespace Steering.Tensors.Tests;

public sealed class LeakWatchTests
{
    [Fact]
    public void A_forgotten_tensor_is_counted_and_named()
    {
        using var outer = NewDisposeScope();
        var watch = new LeakWatch();
        _ = ones(2);
        Assert.Equal(1, watch.Growth);
        Assert.Contains("step 3", Assert.Throws<InvalidOperationException>(() => watch.ThrowIfGrown("step 3")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_training_steps_leave_the_number_of_live_tensors_flat()
    {
        using var outer = NewDisposeScope();
        using var generator = Seed.Stream(5, "data");
        var weight = randn([4, 3], generator: generator, requires_grad: true);
        var bias = zeros(3, requires_grad: true);
        var watch = new LeakWatch();
        float first = 0, last = 0;
        for (var step = 0; step < 1000; step++)
        {
            using var scope = NewDisposeScope();
            var x = randn([8, 4], generator: generator);
            var loss = ((x.matmul(weight) + bias).tanh() - x.sum(1, keepdim: true)).square().mean();
            loss.backward();
            using (no_grad())
            {
                foreach (var parameter in new[] { weight, bias })
                {
                    parameter.sub_(parameter.grad! * 0.05);
                    parameter.grad = null;
                }
            }

            last = loss.item<float>();
            if (step == 0) first = last;
        }

        watch.ThrowIfGrown("1,000 steps");
        Assert.Equal(0, watch.Growth);
        Assert.True(last < first, $"The loss went from {first} to {last}.");
    }
}
