using System.Collections;
using Parquet.Schema;

namespace Parquet.Serialization;

/// <summary>Rows of dictionaries by column name; lists are <see cref="List{T}"/> of objects.</summary>
internal sealed class UntypedShape : IShape
{
    public object NewStruct(StructField field) => new Dictionary<string, object?>(field.Fields.Count, StringComparer.Ordinal);

    public void SetMember(object instance, StructField field, int member, object? value)
    {
        if (!((Dictionary<string, object?>)instance).TryAdd(field.Fields[member].Name, value))
        {
            throw new ParquetException($"The file has the column '{field.Fields[member].Path}' twice. Rename one of them.");
        }
    }

    public IList NewList(ListField field) => new List<object?>();

    public object FinishList(ListField field, IList items) => items;
}

/// <summary>Rows of a class. The fields are the file's; each carries the class's property, or none where the class has no such member.</summary>
internal sealed class ClassShape : IShape
{
    public object NewStruct(StructField field) => Activator.CreateInstance(field.ClrType!)!;

    public void SetMember(object instance, StructField field, int member, object? value)
    {
        // As the package does: a null leaves a member's own default only where the member cannot be null.
        if (value is null && field.Fields[member].Property!.PropertyType.IsValueType
            && Nullable.GetUnderlyingType(field.Fields[member].Property!.PropertyType) is null) return;
        field.Fields[member].Property!.SetValue(instance, value);
    }

    public IList NewList(ListField field) => (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(ItemType(field)))!;

    public object FinishList(ListField field, IList items)
    {
        if (!field.IsArray) return items;
        var array = Array.CreateInstance(ItemType(field), items.Count);
        items.CopyTo(array, 0);
        return array;
    }

    private static Type ItemType(ListField field) => MemberType(field.Item);

    /// <summary>The .NET type of a field of a class schema.</summary>
    private static Type MemberType(Field field) => field switch
    {
        DataField data when data.ClrType.IsValueType && data.IsNullable => typeof(Nullable<>).MakeGenericType(data.ClrType),
        DataField data => data.ClrType,
        StructField group => group.ClrType!,
        ListField { IsArray: true } list => MemberType(list.Item).MakeArrayType(),
        ListField list => typeof(List<>).MakeGenericType(MemberType(list.Item)),
        _ => throw new NotSupportedException($"{field.SchemaType} is not a member of classes here."),
    };
}
