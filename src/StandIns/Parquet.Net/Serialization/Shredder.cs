using System.Collections;
using Parquet.Columns;
using Parquet.Schema;

namespace Parquet.Serialization;

/// <summary>Takes rows apart into columns and their levels (Melnik et al. 2010, section 4.2).</summary>
internal sealed class Shredder
{
    private readonly Dictionary<DataField, Column> _columns = [];
    private readonly ParquetSchema _schema;

    public Shredder(ParquetSchema schema)
    {
        _schema = schema;
        foreach (var leaf in schema.DataFields) _columns.Add(leaf, new Column(leaf));
    }

    public void Add(object row)
    {
        foreach (var field in _schema.Fields) Write(field, field.Property!.GetValue(row), 0, 0);
    }

    public ColumnData Take(DataField field) => _columns[field].Take();

    private void Write(Field field, object? value, int definition, int repetition)
    {
        if (value is null)
        {
            if (!field.IsNullable) throw new ArgumentNullException(nameof(value), $"Column '{field.Path}' is required, but a row has null there.");
            WriteMissing(field, definition, repetition);
            return;
        }
        switch (field)
        {
            case DataField data:
                _columns[data].Add(field.Defined, repetition, value);
                break;
            case StructField group:
                foreach (var member in group.Fields) Write(member, member.Property!.GetValue(value), field.Defined, repetition);
                break;
            case ListField list:
                WriteList(list, (IList)value, repetition);
                break;
            default:
                throw new NotSupportedException($"'{field.Path}' is a {field.SchemaType}, which is not written here.");
        }
    }

    private void WriteList(ListField list, IList items, int repetition)
    {
        if (items.Count == 0) WriteMissing(list, list.Defined, repetition);
        for (var i = 0; i < items.Count; i++) Write(list.Item, items[i], list.HasItem, i == 0 ? repetition : list.Repeats);
    }

    private void WriteMissing(Field field, int definition, int repetition)
    {
        foreach (var leaf in field.Leaves) _columns[leaf].Add(definition, repetition, null);
    }

    private sealed class Column(DataField field)
    {
        private readonly List<byte> _definitions = [];
        private readonly List<byte> _repetitions = [];
        private readonly List<object> _values = [];
        private int _entries;

        public void Add(int definition, int repetition, object? value)
        {
            _entries++;
            if (field.MaxDefinitionLevel > 0) _definitions.Add((byte)definition);
            if (field.MaxRepetitionLevel > 0) _repetitions.Add((byte)repetition);
            if (value is not null) _values.Add(value);
        }

        public ColumnData Take() => new(
            _entries,
            field.MaxDefinitionLevel > 0 ? [.. _definitions] : null,
            field.MaxRepetitionLevel > 0 ? [.. _repetitions] : null,
            [.. _values]);
    }
}
