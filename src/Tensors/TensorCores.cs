using TorchSharp;

namespace Steering.Tensors;

/// <summary>How a GPU multiplies matrices.</summary>
public static class TensorCores
{
    /// <summary>
    /// Products in TF32, for this process: an A100 does eight times as many of them as of 32-bit ones, and their mantissa is as long as that of fp16, in which the
    /// paper trained. Never run on a GPU yet.
    /// </summary>
    public static void Use() => torch.backends.cuda.matmul.allow_tf32 = true;
}
