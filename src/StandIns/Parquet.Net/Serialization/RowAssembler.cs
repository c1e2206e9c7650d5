using System.Collections;
using Parquet.Columns;
using Parquet.Schema;

namespace Parquet.Serialization;

/// <summary>How an assembled struct, list or map is made: of dictionaries and lists, or of the classes of a program.</summary>
internal interface IShape
{
    object NewStruct(StructField field);

    void SetMember(object instance, StructField field, int member, object? value);

    IList NewList(ListField field);

    object FinishList(ListField field, IList items);
}

/// <summary>Puts rows together from columns by their levels (Melnik et al. 2010, section 4.2).</summary>
internal sealed class RowAssembler
{
    private readonly IShape _shape;
    private readonly Dictionary<Field, Cursor[]> _below = [];

    public RowAssembler(StructField root, IReadOnlyDictionary<DataField, ColumnData> columns, IShape shape)
    {
        _shape = shape;
        var cursors = columns.ToDictionary(pair => pair.Key, pair => new Cursor(pair.Key, pair.Value));
        Register(root, cursors);
    }

    public object ReadRow(StructField root)
    {
        var row = _shape.NewStruct(root);
        for (var i = 0; i < root.Fields.Count; i++) _shape.SetMember(row, root, i, Read(root.Fields[i]));
        foreach (var cursor in _below[root])
        {
            if (cursor.Repetition != 0) throw cursor.Broken();
        }
        return row;
    }

    private Cursor[] Register(Field field, Dictionary<DataField, Cursor> cursors)
    {
        Cursor[] below = field switch
        {
            DataField data => [cursors[data]],
            StructField group => [.. group.Fields.SelectMany(member => Register(member, cursors))],
            ListField list => Register(list.Item, cursors),
            MapField map => [.. Register(map.Key, cursors), .. Register(map.Value, cursors)],
            _ => [],
        };
        _below[field] = below;
        return below;
    }

    private object? Read(Field field)
    {
        var below = _below[field];
        if (field is DataField) return below[0].Take();
        if (below[0].Definition < field.Defined) return Pass(below, field.Defined);
        return field switch
        {
            StructField group => ReadStruct(group),
            ListField list => ReadList(list, below),
            MapField map => ReadMap(map, below),
            _ => null,
        };
    }

    private object ReadStruct(StructField group)
    {
        var instance = _shape.NewStruct(group);
        for (var i = 0; i < group.Fields.Count; i++) _shape.SetMember(instance, group, i, Read(group.Fields[i]));
        return instance;
    }

    private object ReadList(ListField list, Cursor[] below)
    {
        var items = _shape.NewList(list);
        if (below[0].Definition < list.HasItem)
        {
            Pass(below, list.HasItem);
            return _shape.FinishList(list, items);
        }
        do items.Add(Read(list.Item));
        while (Continues(below, list.Repeats));
        return _shape.FinishList(list, items);
    }

    private Dictionary<object, object?> ReadMap(MapField map, Cursor[] below)
    {
        var pairs = new Dictionary<object, object?>();
        if (below[0].Definition < map.HasItem)
        {
            Pass(below, map.HasItem);
            return pairs;
        }
        do
        {
            var key = Read(map.Key) ?? throw new ParquetException($"The map '{map.Path}' has a null key. The file is damaged.");
            var value = Read(map.Value);
            if (!pairs.TryAdd(key, value)) throw new ParquetException($"The map '{map.Path}' has the key '{key}' twice, which a dictionary cannot hold.");
        }
        while (Continues(below, map.Repeats));
        return pairs;
    }

    private static bool Continues(Cursor[] below, int level)
    {
        var continues = below[0].Repetition == level;
        foreach (var cursor in below)
        {
            if ((cursor.Repetition == level) != continues || cursor.Repetition > level) throw cursor.Broken();
        }
        return continues;
    }

    private static object? Pass(Cursor[] below, int level)
    {
        foreach (var cursor in below) cursor.Pass(level);
        return null;
    }
}
