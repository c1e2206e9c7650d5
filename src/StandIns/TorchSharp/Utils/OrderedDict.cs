using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that remembers the order in which its keys came, and enumerates as pairs.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)>
    where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> _items = [];
    private readonly Dictionary<TKey, int> _positions = [];

    public int Count => _items.Count;
    public bool IsReadOnly => false;
    public ICollection<TKey> Keys => [.. _items.Select(item => item.Key)];
    public ICollection<TValue> Values => [.. _items.Select(item => item.Value)];

    public TValue this[TKey key]
    {
        get => _items[_positions[key]].Value;
        set
        {
            if (_positions.TryGetValue(key, out var position)) _items[position] = (key, value);
            else Add(key, value);
        }
    }

    public (TKey, TValue) this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            Reindex();
        }
    }

    public void Add(TKey key, TValue value)
    {
        _positions.Add(key, _items.Count);
        _items.Add((key, value));
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);
    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Clear()
    {
        _items.Clear();
        _positions.Clear();
    }

    public bool ContainsKey(TKey key) => _positions.ContainsKey(key);
    public bool Contains((TKey, TValue) item) => IndexOf(item) >= 0;
    public bool Contains(KeyValuePair<TKey, TValue> item) => IndexOf((item.Key, item.Value)) >= 0;
    public int IndexOf((TKey, TValue) item) => _items.IndexOf(item);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _positions.TryGetValue(key, out var position);
        value = found ? _items[position].Value : default;
        return found;
    }

    public void Insert(int index, (TKey, TValue) item)
    {
        if (_positions.ContainsKey(item.Item1)) throw new ArgumentException($"The key {item.Item1} is already there.", nameof(item));
        _items.Insert(index, item);
        Reindex();
    }

    public bool Remove(TKey key)
    {
        if (!_positions.TryGetValue(key, out var position)) return false;
        RemoveAt(position);
        return true;
    }

    public bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);
    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        Reindex();
    }

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in _items) array[arrayIndex++] = KeyValuePair.Create(key, value);
    }

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _items.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        _items.Select(item => KeyValuePair.Create(item.Key, item.Value)).GetEnumerator();

    private void Reindex()
    {
        _positions.Clear();
        for (var i = 0; i < _items.Count; i++) _positions.Add(_items[i].Key, i);
    }
}
