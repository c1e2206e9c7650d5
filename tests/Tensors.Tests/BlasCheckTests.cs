using System.Diagnostics;

namespace Steering.Tensors.Tests;

[Collection("Alone")]
public sealed class BlasCheckTests
{
    [Fact]
    public void The_machine_that_runs_the_tests_has_a_right_and_fast_blas()
    {
        var verdict = BlasCheck.Run();
        Assert.True(verdict.Sound, verdict.Message);
        Assert.True(verdict.Gigaflops > 10 * verdict.LoopGigaflops, verdict.Message);
        var watch = new Stopwatch();
        var quickest = Enumerable.Range(0, 5).Min(_ =>
        {
            watch.Restart();
            BlasCheck.Run();
            return watch.ElapsedMilliseconds;
        });
        Assert.True(quickest < 500, $"The check took {quickest} ms.");
    }

    [Fact]
    public void An_unsound_verdict_stops_with_its_one_line_remedy()
    {
        var verdict = new BlasCheck.Verdict(false, 1, 1, "BLAS is slow. Install another.");
        var error = Assert.Throws<InvalidOperationException>(verdict.ThrowIfUnsound);
        Assert.Equal(verdict.Message, error.Message);
        Assert.DoesNotContain('\n', BlasCheck.Run().Message);
    }
}
