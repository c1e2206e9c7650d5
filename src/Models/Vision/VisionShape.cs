namespace Steering.Models;

/// <summary>What the blocks of all vision transformers here share.</summary>
/// <param name="Sequence">Tokens in the stream: the patches, and a class token where there is one.</param>
internal sealed record VisionShape(int Width, int FeedForward, int Layers, int Heads, double NormEpsilon, int Sequence)
{
    /// <summary>Throws, naming <paramref name="source"/>, unless the heads divide the width.</summary>
    public void Check(string source)
    {
        if (Width % Heads != 0) throw new InvalidDataException($"{source}: hidden_size {Width} is no multiple of num_attention_heads {Heads}.");
    }
}
