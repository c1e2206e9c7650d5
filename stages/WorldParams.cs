using Steering.Data.IconWorld;

namespace Steering.Stages;

/// <summary>Which part of the icon world a zoo uses.</summary>
/// <param name="Concepts">Number of concepts, chosen by hash.</param>
/// <param name="OneWordNames">True: only concepts whose name is one word.</param>
/// <param name="Words">Number of words that signs bear, chosen by hash.</param>
public sealed record WorldParams(int Concepts, bool OneWordNames, int Words = 0)
{
    public World Load(string folder) => World.Load(folder, Concepts, OneWordNames, Words);
}
