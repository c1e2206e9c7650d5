using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

// x [..., In], y [..., Out].

/// <summary>
/// x Wᵀ with a quantised W: the matrix is restored for the product and let go, and restored again for the gradient of x. The graph keeps
/// nothing, and W has no gradient.
/// </summary>
internal sealed class QuantisedProduct : autograd.SingleTensorFunction<QuantisedProduct>
{
    private const string Matrix = "matrix";

    public override string Name => nameof(QuantisedProduct);

    public static Tensor Of(Tensor x, IQuantisedMatrix matrix, Parameter? bias)
    {
        using var scope = NewDisposeScope();
        var y = is_grad_enabled() && x.requires_grad ? apply(x, matrix) : functional.linear(x, matrix.Restore());
        return (bias is null ? y : y + bias).MoveToOuterDisposeScope();
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = NewDisposeScope();
        var matrix = (IQuantisedMatrix)vars[1];
        ctx.save_data(Matrix, matrix);
        return functional.linear((Tensor)vars[0], matrix.Restore()).MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var gradient = grad_output.matmul(((IQuantisedMatrix)ctx.get_data(Matrix)).Restore());
        return [gradient.MoveToOuterDisposeScope(), null!];   // null: the matrix is no tensor
    }
}
