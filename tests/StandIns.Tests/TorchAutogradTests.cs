using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace Steering.StandIns.Tests;

public sealed class TorchAutogradTests
{
    private static float[] Read(Tensor tensor) => tensor.data<float>().ToArray();

    [Fact]
    public void Gradients_add_up_until_they_are_cleared()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        (x * 2).sum().backward();
        (x * 3).sum().backward();
        Assert.Equal([5f, 5f], Read(x.grad!));
        x.grad = null;
        Assert.Null(x.grad);
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
    }

    [Fact]
    public void Modes_hold_until_they_are_disposed_of()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }

        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((x * 2).requires_grad);
        }

        Assert.True(is_grad_enabled());
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void Grad_returns_gradients_without_storing_them_and_marks_unused_inputs()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 2f }, requires_grad: true);
        var unused = ones(1, requires_grad: true);
        var results = grad([x.pow(3)], [x, unused], create_graph: true, allow_unused: true);
        Assert.Equal(12f, results[0].item<float>());
        Assert.True(results[1].IsInvalid);
        Assert.Null(x.grad);
        Assert.Equal(12f, grad([results[0]], [x])[0].item<float>());
    }

    [Fact]
    public void A_second_backward_through_freed_buffers_is_an_error_in_libtorchs_words()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var loss = (x * x).sum();
        loss.backward(retain_graph: true);
        loss.backward();
        Assert.Equal([4f, 4f], Read(x.grad!));
        Assert.Contains("backward through the graph a second time", Assert.Throws<ExternalException>(() => loss.backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_custom_function_uses_its_own_derivative_and_what_it_saved()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2f }, requires_grad: true);
        var y = Scaled.apply(x, 10f);
        Assert.Equal([10f, 20f], Read(y));
        y.sum().backward();
        Assert.Equal([11f, 12f], Read(x.grad!));
        using (no_grad()) Assert.False(Scaled.apply(x, 2f).requires_grad);
    }

    [Fact]
    public void A_custom_function_with_two_outputs_gets_zeros_for_the_unused_one()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new[] { 3f }, requires_grad: true);
        var b = tensor(new[] { 5f }, requires_grad: true);
        var outputs = SumAndProduct.apply(a, b);
        Assert.Equal((8f, 15f), (outputs[0].item<float>(), outputs[1].item<float>()));
        outputs[1].sum().backward();
        Assert.Equal((5f, 3f), (a.grad!.item<float>(), b.grad!.item<float>()));
    }

    [Fact]
    public void Recomputing_inside_backward_gives_the_same_gradients()
    {
        using var scope = NewDisposeScope();
        var x = randn([4, 4], requires_grad: true);
        var w = randn([4, 4], requires_grad: true);
        x.matmul(w).tanh().sum().backward();
        var (gx, gw) = (Read(x.grad!), Read(w.grad!));
        (x.grad, w.grad) = (null, null);
        Recomputed.apply(x, w).sum().backward();
        Assert.Equal(gx, Read(x.grad!));
        Assert.Equal(gw, Read(w.grad!));
    }

    [Fact]
    public void An_exception_in_a_managed_backward_reaches_the_caller_with_its_cause()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, requires_grad: true);
        var error = Assert.Throws<ExternalException>(() => Failing.apply(x).sum().backward());
        Assert.Contains("no derivative today", error.Message, StringComparison.Ordinal);
        Assert.IsType<NotSupportedException>(error.InnerException);
    }

    [Fact]
    public void An_application_is_let_go_with_its_graph()
    {
        var payload = Apply();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(payload.IsAlive);
    }

    private static WeakReference Apply()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, requires_grad: true);
        object factor = 2f;
        Scaled.apply(x, factor).sum().backward();
        return new WeakReference(factor);
    }

    private sealed class Scaled : SingleTensorFunction<Scaled>
    {
        public override string Name => nameof(Scaled);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            ctx.save_data("factor", vars[1]);
            return (Tensor)vars[0] * (float)vars[1];
        }

        // Not the true derivative, so that the test sees whose it is: factor + x instead of factor.
        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ((float)ctx.get_data("factor") + ctx.get_saved_variables()[0]), null!];
    }

    private sealed class SumAndProduct : MultiTensorFunction<SumAndProduct>
    {
        public override string Name => nameof(SumAndProduct);

        public override List<Tensor> forward(AutogradContext ctx, params object[] vars)
        {
            var (a, b) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([a, b]);
            return [a + b, a * b];
        }

        public override List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [grad_outputs[0] + grad_outputs[1] * saved[1], grad_outputs[0] + grad_outputs[1] * saved[0]];
        }
    }

    private sealed class Recomputed : SingleTensorFunction<Recomputed>
    {
        public override string Name => nameof(Recomputed);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0], (Tensor)vars[1]]);
            return ((Tensor)vars[0]).matmul((Tensor)vars[1]).tanh();
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            using var recording = enable_grad();
            var inputs = ctx.get_saved_variables().Select(tensor => tensor.detach().requires_grad_()).ToList();
            var output = inputs[0].matmul(inputs[1]).tanh();
            autograd.backward(output, grad_output);
            return [.. inputs.Select(input => input.grad!)];
        }
    }

    private sealed class Failing : SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]) * 2;

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => throw new NotSupportedException("no derivative today");
    }
}
