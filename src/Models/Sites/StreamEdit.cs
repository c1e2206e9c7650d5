using Steering.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Steering.Models;

/// <summary>
/// A small trainable module grafted onto the residual stream behind a block: stream [B, T, D] and the layout of its tokens in, stream out.
/// It is called while a prompt is read, never while an answer is decoded.
/// </summary>
public abstract class StreamEdit(string name) : Module<Tensor, TokenLayout, Tensor>(name)
{
    /// <summary>True if which tokens it moves depends on the question: prompts about one picture then share nothing.</summary>
    public virtual bool ReadsQuestions => false;
}
