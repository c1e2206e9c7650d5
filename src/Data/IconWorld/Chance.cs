using System.Text;

namespace Steering.Data.IconWorld;

/// <summary>
/// Seeded chance that is the same on every machine and in every runtime: xoshiro256** (Blackman and Vigna 2021), seeded by splitmix64.
/// Only integer arithmetic and exact scaling are used, so equal seeds give equal scenes for ever. Not thread-safe: one a thread.
/// </summary>
public sealed class Chance
{
    private ulong _a, _b, _c, _d;

    public Chance(ulong seed)
    {
        _a = Split(ref seed);
        _b = Split(ref seed);
        _c = Split(ref seed);
        _d = Split(ref seed);
    }

    /// <summary>Where the stream stands: four numbers, from which it goes on alike.</summary>
    public IReadOnlyList<ulong> State
    {
        get => [_a, _b, _c, _d];
        set => (_a, _b, _c, _d) = value is [var a, var b, var c, var d] ? (a, b, c, d) : throw new ArgumentException($"A stream's state is four numbers; these are {value.Count}.", nameof(value));
    }

    /// <summary>A stream of its own for each name (captions, tuning, test, validation …) and number, all from one seed.</summary>
    public static Chance Of(ulong seed, string stream, long number = 0)
    {
        var hash = 14695981039346656037UL ^ seed; // FNV-1a over the name, then the number
        foreach (var value in Encoding.UTF8.GetBytes(stream)) hash = (hash ^ value) * 1099511628211UL;
        hash ^= (ulong)number * 0x9E3779B97F4A7C15UL;
        return new Chance(hash ^ (seed << 17));
    }

    public ulong Next()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A whole number from 0 to <paramref name="end"/> − 1, each equally likely.</summary>
    public int Below(int end) =>
        end > 0 ? (int)Math.BigMul(Next(), (ulong)end, out _) : throw new ArgumentOutOfRangeException(nameof(end), $"Nothing can be drawn below {end}.");

    /// <summary>From <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>From 0 to 1, 1 excluded.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + ((high - low) * Unit());

    public bool Is(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Sum of twelve uniform numbers less six: mean 0, variance 1, no tails beyond 6; free of libm, hence exact everywhere.</summary>
    public double Normal()
    {
        var sum = 0u;
        for (var i = 0; i < 3; i++)
        {
            var bits = Next();
            sum += (uint)(bits & 0xffff) + (uint)((bits >> 16) & 0xffff) + (uint)((bits >> 32) & 0xffff) + (uint)(bits >> 48);
        }
        return (sum / 65536.0) - 6;
    }

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Split(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
