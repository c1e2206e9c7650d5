namespace Steering.Tensors.Tests;

public sealed class ProcessorTimeTests
{
    [Fact]
    public void A_thread_that_sleeps_takes_none_and_one_that_computes_does()
    {
        var start = ProcessorTime.Milliseconds();
        Thread.Sleep(200);
        var slept = ProcessorTime.Milliseconds() - start;
        var sum = 0.0;
        for (var i = 1; ProcessorTime.Milliseconds() - start < slept + 100; i++) sum += Math.Sqrt(i);
        Assert.InRange(slept, 0, 100);
        Assert.True(sum > 1e4, "A hundred milliseconds passed without work.");
    }
}
