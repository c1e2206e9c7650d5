using System.Diagnostics;
using static TorchSharp.torch;

namespace Steering.Tensors.Tests;

[Collection("Alone")]
public sealed class DevicesTests
{
    [Fact]
    public void A_gpu_that_is_not_there_is_refused_with_the_remedy()
    {
        if (cuda.is_available()) return;
        var error = Assert.Throws<InvalidOperationException>(() => Devices.Find("cuda:0"));
        Assert.Contains("cuda:0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_become_devices()
    {
        Assert.Equal("cpu", Devices.Find("cpu").ToString());
        Assert.Equal("meta", Devices.Find("meta").ToString());
        Assert.Throws<ArgumentException>(() => Devices.Find("abacus"));
    }

    [Fact]
    public void The_thread_count_is_what_was_asked_for()
    {
        var before = Threads.Count;
        Threads.Use(2);
        Assert.Equal(2, Threads.Count);
        Threads.Use(before);
        Assert.Throws<ArgumentOutOfRangeException>(() => Threads.Use(0));
    }

    [Fact]
    public void One_thread_is_one_thread_in_matrix_products_too()
    {
        var before = Threads.Count;
        Threads.Use(1);
        using var scope = NewDisposeScope();
        var x = rand(1024, 1024);
        x.mm(x).Dispose();
        var (wall, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        for (var i = 0; i < 10; i++) x.mm(x).Dispose();
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds;
        Threads.Use(before);
        Assert.True(used < 1.5 * wall.ElapsedMilliseconds + 50, $"{used} ms of processor time in {wall.ElapsedMilliseconds} ms.");
    }
}
