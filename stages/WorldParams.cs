using Steering.Data.IconWorld;

namespace Steering.Stages;

/// <summary>Which part of the icon world a zoo uses.</summary>
/// <param name="Concepts">Number of concepts, chosen by hash.</param>
/// <param name="OneWordNames">True: only concepts whose name is one word.</param>
public sealed record WorldParams(int Concepts, bool OneWordNames)
{
    public World Load(string folder) => World.Load(folder, Concepts, OneWordNames);
}
