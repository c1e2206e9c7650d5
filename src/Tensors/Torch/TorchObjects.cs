namespace Steering.Tensors;

/// <summary>What the few known names of a pickle make: dictionaries, and views of storages.</summary>
internal static class TorchObjects
{
    /// <summary>What REDUCE asks for.</summary>
    public static object Make(object? callable, object? arguments)
    {
        if (callable is not PickleGlobal { StorageType: null } global || arguments is not PickleList { IsTuple: true } tuple)
        {
            throw new InvalidDataException("REDUCE calls something that cannot be called");
        }
        var given = tuple.Items;
        return global.Name switch
        {
            PickleGlobals.OrderedDict when given.Count == 0 => new PickleDict(),
            PickleGlobals.RebuildTensor when given.Count >= 4 && given[0] is TorchStorage storage && given[1] is long offset => new TorchView(storage, offset, Longs(given[2]), Longs(given[3])),
            PickleGlobals.RebuildParameter when given.Count >= 1 && given[0] is TorchView view => view,
            _ => throw new InvalidDataException($"{global.Name} is given {given.Count} arguments that it does not take"),
        };
    }

    /// <summary>What a persistent id names: ('storage', class, key, location, elements).</summary>
    public static TorchStorage Storage(object? id)
    {
        if (id is PickleList { IsTuple: true, Items: { Count: >= 5 } items }
            && items[0] is "storage" && items[1] is PickleGlobal { StorageType: { } type } && items[2] is string key && items[4] is long count and >= 0)
        {
            if (key.Length is 0 or > 64 || !key.All(char.IsAsciiLetterOrDigit)) throw new InvalidDataException($"a storage is named '{key}', which is no plain number");
            return new TorchStorage(key, type, count);
        }
        throw new InvalidDataException("BINPERSID names something that is no storage");
    }

    private static List<long> Longs(object? value) => value is PickleList list && list.Items.TrueForAll(item => item is long)
        ? [.. list.Items.Select(item => (long)item!)]   // checked on the line above
        : throw new InvalidDataException("the sizes or strides of a tensor are no whole numbers");
}
