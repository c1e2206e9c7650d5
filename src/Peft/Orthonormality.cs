using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft;

// D width, r rank (r ≤ D).

/// <summary>How far the subspaces of a tuned model are from orthonormal, as its editors compute them from what was trained.</summary>
/// <param name="Editors">Subspaces in the adapter file; 0 where its method has none.</param>
/// <param name="Worst">Largest entry of |R Rᵀ − I| over them.</param>
public sealed record Orthonormality(int Editors, double Worst)
{
    private const string Raw = "raw";   // what SubspaceEditor calls the trained matrix [D, r]

    /// <summary>Reads an adapter file; no model is needed.</summary>
    public static Orthonormality Of(string adapter)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var file = Safetensors.Open(adapter);
        List<double> worst = [.. file.Names.Where(name => name.Split('.')[^1] == Raw).Select(name => Deviation(file.Load(name)))];
        return new Orthonormality(worst.Count, worst.Count == 0 ? 0 : worst.Max());
    }

    /// <summary>The basis in single precision, as the editor has it; the product in double, which adds no error of its own.</summary>
    private static double Deviation(Tensor raw_Dr)
    {
        using var scope = NewDisposeScope();
        var basis_Dr = Orthogonal.Columns(raw_Dr).to_type(ScalarType.Float64);
        var worst = (matmul(basis_Dr.t(), basis_Dr) - eye(basis_Dr.size(1), dtype: ScalarType.Float64)).abs().max().item<double>();
        return double.IsNaN(worst) ? double.MaxValue : worst;   // of a training that diverged
    }
}
