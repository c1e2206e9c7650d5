using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Peft;

// D width, r rank (r ≤ D).

/// <summary>Orthonormal bases made from raw matrices, so that an unconstrained optimiser can train them.</summary>
public static class Orthogonal
{
    /// <summary>
    /// The orthonormal columns of <paramref name="raw_Dr"/> by thin QR, signs fixed so that R's diagonal is positive: the one Q that depends
    /// smoothly on the raw matrix. Differentiable; error of QᵀQ against I near 1e-6 in fp32.
    /// </summary>
    public static Tensor Columns(Tensor raw_Dr)
    {
        using var scope = NewDisposeScope();
        if (raw_Dr.size(1) == 1) return (raw_Dr / raw_Dr.square().sum().sqrt()).MoveToOuterDisposeScope();
        var (q_Dr, r_rr) = linalg.qr(raw_Dr);
        var sign_r = r_rr.detach().diagonal().sign();
        sign_r = sign_r + sign_r.eq(0).to_type(sign_r.dtype);   // sign(0) counts as 1
        return (q_Dr * sign_r).MoveToOuterDisposeScope();
    }

    /// <summary>A raw matrix whose columns are already orthonormal: QR of a Gaussian from the global generator (torch's orthogonal_).</summary>
    public static void Initialise(Tensor raw_Dr)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        if (raw_Dr.device.type == DeviceType.META) return;
        raw_Dr.normal_();
        raw_Dr.copy_(Columns(raw_Dr));
    }
}
