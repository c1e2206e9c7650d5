using Parquet.Schema;

namespace Parquet.Columns;

/// <summary>A place in a column while rows are put together.</summary>
internal sealed class Cursor(DataField field, ColumnData data)
{
    private int _entry;
    private int _value;

    public bool AtEnd => _entry == data.Entries;

    public int Definition => AtEnd ? throw Broken() : data.Definitions is { } levels ? levels[_entry] : 0;

    /// <summary>Repetition level of the entry to come; 0 at the end.</summary>
    public int Repetition => AtEnd || data.Repetitions is not { } levels ? 0 : levels[_entry];

    public object? Take()
    {
        var value = Definition == field.MaxDefinitionLevel ? data.Values[_value++] : null;
        _entry++;
        return value;
    }

    /// <summary>Passes over the one entry that says that something above this column is null or empty.</summary>
    public void Pass(int below)
    {
        if (Definition >= below) throw Broken();
        _entry++;
    }

    public ParquetException Broken() => new($"The levels of column '{field.Path}' contradict those beside it. The file is damaged.");
}
