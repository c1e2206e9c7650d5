using static TorchSharp.torch;

namespace Steering.Models;

// B batch, G key/value heads, S cached positions, d head width.

/// <summary>
/// Keys and values of the positions already read, layer by layer, so that a decoding step computes one position only. It owns its tensors.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly Tensor?[] _keys;
    private readonly Tensor?[] _values;
    private Tensor? _real_BS;

    public KeyValueCache(int layers)
    {
        _keys = new Tensor?[layers];
        _values = new Tensor?[layers];
    }

    /// <summary>Positions in the cache of every layer, padding included.</summary>
    public long Length { get; private set; }

    /// <summary>Bool [B, S], false where a cached position is padding; null while none is.</summary>
    public Tensor? Real_BS => _real_BS;

    /// <summary>Appends a layer's new keys and values [B, G, T, d] and returns all of them; they stay the cache's.</summary>
    public (Tensor Keys_BGSd, Tensor Values_BGSd) Append(int layer, Tensor keys_BGTd, Tensor values_BGTd)
    {
        _keys[layer] = Joined(_keys[layer], keys_BGTd);
        _values[layer] = Joined(_values[layer], values_BGTd);
        return (_keys[layer]!, _values[layer]!);   // set on the lines above
    }

    /// <summary>Counts a chunk of new positions as read; called once a forward pass, before its layers append.</summary>
    /// <param name="count">New positions.</param>
    /// <param name="real_BS">Which of all positions are real, or null while all are. The cache takes it over.</param>
    internal void Advance(long count, Tensor? real_BS)
    {
        Length += count;
        _real_BS?.Dispose();
        _real_BS = real_BS?.DetachFromDisposeScope();
    }

    /// <summary>A new cache whose row i is this one's row <paramref name="rows"/>[i]; rows may repeat.</summary>
    public KeyValueCache Select(Tensor rows)
    {
        var chosen = new KeyValueCache(_keys.Length) { Length = Length, _real_BS = _real_BS?.index_select(0, rows).DetachFromDisposeScope() };
        for (var layer = 0; layer < _keys.Length; layer++)
        {
            chosen._keys[layer] = _keys[layer]?.index_select(0, rows).DetachFromDisposeScope();
            chosen._values[layer] = _values[layer]?.index_select(0, rows).DetachFromDisposeScope();
        }
        return chosen;
    }

    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values)) tensor?.Dispose();
        Array.Clear(_keys);
        Array.Clear(_values);
        _real_BS?.Dispose();
        _real_BS = null;
    }

    private static Tensor Joined(Tensor? earlier, Tensor added)
    {
        if (earlier is null) return added.contiguous().DetachFromDisposeScope();
        var joined = cat([earlier, added], 2).DetachFromDisposeScope();
        earlier.Dispose();
        return joined;
    }
}
