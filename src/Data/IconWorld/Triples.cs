using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Steering.Data.IconWorld;

/// <summary>Which statements "the X is left of the Y" a set may make: a fifth of them, by hash, is kept out of training for GQA's held-out test.</summary>
public enum TripleSet
{
    Any,
    Training,
    HeldOut,
}

/// <summary>Subject, relation, object: "a is left of b" and "b is right of a" are one.</summary>
internal static class Triples
{
    private const uint Parts = 5;

    public static bool IsIn(this TripleSet set, World world, int subject, Relation relation, int other) =>
        set == TripleSet.Any || IsHeldOut(world, subject, relation, other) == (set == TripleSet.HeldOut);

    private static bool IsHeldOut(World world, int subject, Relation relation, int other)
    {
        if (relation is Relation.RightOf or Relation.Below) (subject, relation, other) = (other, relation.Opposite(), subject);
        var statement = $"{world.Name(subject)} {relation.Words()} {world.Name(other)}";
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(statement))) % Parts == 0;
    }
}
