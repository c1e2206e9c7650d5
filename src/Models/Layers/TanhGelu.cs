using static TorchSharp.torch;

namespace Steering.Models;

/// <summary>
/// GELU in its tanh form (Hendrycks &amp; Gimpel 2016, arXiv 1606.08415; "gelu_new", "gelu_pytorch_tanh"), written with
/// ½(1 + tanh u) = σ(2u): x σ(x (c + 0.044715 c x²)), c = 2√(2/π).
/// </summary>
public static class TanhGelu
{
    private const double Slope = 1.5957691216057308;   // 2 √(2/π)
    private const double Cubic = 0.044715 * Slope;

    public static Tensor Of(Tensor x)
    {
        using var scope = NewDisposeScope();
        var slope = tensor(Slope, x.dtype, x.device);
        var gate = addcmul(slope, x, x, Cubic);
        // Without a gradient to keep, the gate's own storage carries the result.
        var y = x.requires_grad ? x * (x * gate).sigmoid() : gate.mul_(x).sigmoid_().mul_(x);
        return y.MoveToOuterDisposeScope();
    }
}
