using TorchSharp;
using static TorchSharp.torch;

namespace Steering.StandIns.Tests;

/// <summary>Counts are per thread and xunit may run a test on any, so each test starts by setting them to zero.</summary>
public sealed class TorchDisposeScopeTests
{
    private static ThreadDisposeScopeStatistics Counts => DisposeScopeManager.Statistics;

    public TorchDisposeScopeTests() => Counts.Reset();

    [Fact]
    public void A_scope_disposes_of_what_was_made_in_it_but_for_what_was_moved_out()
    {
        using var outer = NewDisposeScope();
        Tensor kept, lost;
        using (NewDisposeScope())
        {
            lost = ones(2);
            kept = (lost + 1).MoveToOuterDisposeScope();
        }

        Assert.True(lost.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.True(outer.Contains(kept));
        Assert.Throws<InvalidOperationException>(() => lost.shape);
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope_until_it_is_disposed_of()
    {
        Tensor kept;
        using (NewDisposeScope())
        using (NewDisposeScope()) kept = ones(2).DetachFromDisposeScope();
        Assert.Equal(2f, kept.sum().ToSingle());
        Assert.Equal(1, Counts.DetachedFromScopeCount);
        kept.Dispose();
        Assert.True(kept.IsInvalid);
        Assert.Equal(1, Counts.DisposedOutsideScopeCount);
    }

    [Fact]
    public void Each_event_is_counted_once()
    {
        var scope = NewDisposeScope();
        var first = ones(1);
        var second = ones(1);
        Assert.Equal((2, 0, 2), (Counts.CreatedInScopeCount, Counts.DisposedInScopeCount, Counts.ThreadTotalLiveCount));
        first.Dispose();
        first.Dispose();
        Assert.Equal((1, 1), (Counts.DisposedInScopeCount, Counts.ThreadTotalLiveCount));
        scope.Detach(second);
        Assert.Equal((1, 1), (Counts.DetachedFromScopeCount, Counts.ThreadTotalLiveCount));
        scope.Attach(second);
        scope.Attach(second);
        Assert.Equal(1, Counts.AttachedToScopeCount);
        scope.Dispose();
        Assert.Equal((2, 0, 0), (Counts.DisposedInScopeCount, Counts.DisposedOutsideScopeCount, Counts.ThreadTotalLiveCount));
        using var outside = ones(1);
        Assert.Equal((1, 1), (Counts.CreatedOutsideScopeCount, Counts.ThreadTotalLiveCount));
    }

    [Fact]
    public void Everything_but_the_named_can_go_early()
    {
        using var scope = NewDisposeScope();
        var (a, b, c) = (ones(1), ones(1), ones(1));
        scope.DisposeEverythingBut(b);
        Assert.Equal((true, false, true), (a.IsInvalid, b.IsInvalid, c.IsInvalid));
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void Two_results_move_out_together()
    {
        using var outer = NewDisposeScope();
        (Tensor, Tensor) Inner()
        {
            using var scope = NewDisposeScope();
            return scope.MoveToOuter(ones(1), zeros(1));
        }

        var (one, zero) = Inner();
        Assert.Equal(1f, (one + zero).ToSingle());
        Assert.Equal(3, outer.DisposablesCount);
    }

    [Fact]
    public void Scopes_closed_out_of_turn_leave_the_chain_whole()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var made = ones(1);
        Assert.True(inner.Contains(made));
        inner.Dispose();
        Assert.True(made.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public async Task Another_thread_has_scopes_and_counts_of_its_own()
    {
        var here = Counts;
        Tensor? there = null;
        await Task.Factory.StartNew(() => there = ones(3), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.Equal(0, here.CreatedInScopeCount + here.CreatedOutsideScopeCount);
        Assert.Equal(3f, there!.sum().ToSingle());
        there.Dispose();
    }

    [Fact]
    public void A_wrapped_expression_leaves_its_result_only()
    {
        using var outer = NewDisposeScope();
        var result = WrappedTensorDisposeScope(() => ((ones(2) + 1) * 3).sum());
        Assert.Equal(12f, result.item<float>());
        Assert.Equal(1, outer.DisposablesCount);
    }

    [Fact]
    public void A_decoupled_handle_makes_the_tensor_empty_and_can_be_taken_over()
    {
        using var scope = NewDisposeScope();
        var first = full(3, 7f);
        using var second = Tensor.UnsafeCreateTensor(first.DecoupleFromNativeHandle());
        Assert.True(first.IsInvalid);
        Assert.Equal(21f, second.sum().item<float>());
        Assert.Equal(1, Counts.DisposedInScopeCount);
    }
}
