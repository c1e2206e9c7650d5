using Parquet.Schema;

namespace Parquet.Serialization;

/// <summary>
/// Finds a class's members among a file's fields. As in the package, a member whose column the file lacks keeps its default without
/// a word, and one whose column differs in type or levels is an error.
/// </summary>
internal static class ClassMatch
{
    public static StructField Match(ParquetSchema wanted, ParquetSchema file)
    {
        var columns = new Dictionary<string, DataField>(StringComparer.Ordinal);
        foreach (var field in file.DataFields) columns[field.Path.ToString()] = field;
        var root = wanted.Root;
        var fields = root.Fields.Select(field => Keep(field, columns)).OfType<Field>().ToList();
        var kept = new StructField(root.Name, fields, isNullable: false) { ClrType = root.ClrType };
        _ = new ParquetSchema(kept);
        return kept;
    }

    private static Field? Keep(Field wanted, Dictionary<string, DataField> columns)
    {
        Field? kept = wanted switch
        {
            DataField data => KeepColumn(data, columns),
            ListField list => Keep(list.Item, columns) is { } item ? new ListField(list.Name, item, list.IsNullable) { IsArray = list.IsArray } : null,
            StructField group => KeepStruct(group, columns),
            _ => null,
        };
        if (kept is not null) kept.Property = wanted.Property;
        return kept;
    }

    private static StructField? KeepStruct(StructField group, Dictionary<string, DataField> columns)
    {
        var members = group.Fields.Select(member => Keep(member, columns)).OfType<Field>().ToList();
        return members.Count > 0 ? new StructField(group.Name, members, group.IsNullable) { ClrType = group.ClrType } : null;
    }

    private static DataField? KeepColumn(DataField wanted, Dictionary<string, DataField> columns)
    {
        if (!columns.TryGetValue(wanted.Path.ToString(), out var found)) return null;
        if (found.ClrType != wanted.ClrType
            || found.MaxDefinitionLevel != wanted.MaxDefinitionLevel
            || found.MaxRepetitionLevel != wanted.MaxRepetitionLevel)
        {
            throw new InvalidDataException($"Column '{found.Path}' is {Describe(found)} in the file, the class has {Describe(wanted)}.");
        }
        return new DataField(wanted.Name, found.Type, wanted.IsNullable) { Column = found.Column };
    }

    private static string Describe(DataField field) =>
        $"{field.ClrType.Name} with levels {field.MaxDefinitionLevel} and {field.MaxRepetitionLevel}";
}
