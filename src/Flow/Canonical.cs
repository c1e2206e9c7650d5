using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;

namespace Steering.Flow;

/// <summary>
/// One text for one value: a params record written by the run-time type of everything in it, from its fields, so that unequal
/// params have unequal texts whatever interface they hide behind. The text is JSON; types stand in "$type".
/// </summary>
public static class Canonical
{
    private const int DeepestNesting = 64;
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly ConcurrentDictionary<Type, Form> Forms = new();

    /// <summary>Canonical text of a value. Throws, naming the property, where a type cannot be written.</summary>
    public static string Text(object value)
    {
        var text = new StringBuilder(256);
        Write(text, value, declared: typeof(object), new Trail(null, TypeName(value.GetType())), depth: 0);
        return text.ToString();
    }

    /// <summary>Full name of a type without assembly or version, generic arguments written out.</summary>
    public static string TypeName(Type type)
    {
        if (type.IsArray) return TypeName(type.GetElementType()!) + "[]";
        if (!type.IsGenericType) return type.FullName ?? type.Name;
        var name = type.GetGenericTypeDefinition().FullName!;
        return $"{name}<{string.Join(',', type.GetGenericArguments().Select(TypeName))}>";
    }

    private static void Write(StringBuilder text, object? value, Type declared, Trail trail, int depth)
    {
        if (depth > DeepestNesting) throw new FlowException($"{trail} is nested more than {DeepestNesting} deep, or contains itself. A params record is a plain tree of values.");
        if (value is null) { text.Append("null"); return; }
        var type = value.GetType();
        if (Scalars.Token(value) is { } token) WriteScalar(text, token, type, declared);
        else if (value is IEnumerable many) WriteMany(text, many, type, declared, trail, depth);
        else if (FormOf(type).Fields is { } fields) WriteFields(text, value, fields, type, trail, depth);
        else throw Refused(trail, type, "Use records, numbers, strings, enums and collections of them.");
    }

    private static void WriteScalar(StringBuilder text, string token, Type type, Type declared)
    {
        if ((Nullable.GetUnderlyingType(declared) ?? declared) == type) text.Append(token);
        else text.Append("{\"$type\":").Append(FormOf(type).Quoted).Append(",\"$value\":").Append(token).Append('}');
    }

    private static void WriteFields(StringBuilder text, object value, FormField[] fields, Type type, Trail trail, int depth)
    {
        text.Append("{\"$type\":").Append(FormOf(type).Quoted);
        foreach (var field in fields)
        {
            text.Append(field.Prefix);
            Write(text, field.Info.GetValue(value), field.Info.FieldType, new Trail(trail, field.Step), depth + 1);
        }
        text.Append('}');
    }

    private static void WriteMany(StringBuilder text, IEnumerable many, Type type, Type declared, Trail trail, int depth)
    {
        var form = FormOf(type);
        if (!form.IsCollection) throw Refused(trail, type, "Use a list, an array of one dimension, a set or a dictionary.");
        if (!form.IsCounted) throw Refused(trail, type, "It is computed when it is read; make it a list with [.. ].");
        if (many is IDictionary map) { WriteMap(text, map, FormOf(declared).Element, trail, depth); return; }
        var items = new List<string>();
        foreach (var item in many) items.Add(Part(item, FormOf(declared).Element, new Trail(trail, "", items.Count), depth));
        if (form.IsSet) items.Sort(StringComparer.Ordinal);
        text.Append(form.IsSet ? "{\"$set\":[" : "[").AppendJoin(',', items).Append(form.IsSet ? "]}" : "]");
    }

    private static void WriteMap(StringBuilder text, IDictionary map, Type element, Trail trail, int depth)
    {
        var (key, value) = Is(element, typeof(KeyValuePair<,>)) ? (element.GetGenericArguments()[0], element.GetGenericArguments()[1]) : (typeof(object), typeof(object));
        var items = new List<string>();
        foreach (DictionaryEntry entry in map)
            items.Add($"[{Part(entry.Key, key, new Trail(trail, " (a key)"), depth)},{Part(entry.Value, value, new Trail(trail, $"[{entry.Key}]"), depth)}]");
        items.Sort(StringComparer.Ordinal);
        text.Append("{\"$map\":[").AppendJoin(',', items).Append("]}");
    }

    private static string Part(object? value, Type declared, Trail trail, int depth)
    {
        var text = new StringBuilder();
        Write(text, value, declared, trail, depth + 1);
        return text.ToString();
    }

    private static Form FormOf(Type type) => Forms.GetOrAdd(type, static type => new Form(type));

    private static bool Is(Type face, Type open) => face.IsGenericType && face.GetGenericTypeDefinition() == open;

    /// <summary>Records, and structs that are ours or tuples: types whose fields are all there is to them.</summary>
    private static bool IsPlainValue(Type type)
    {
        if (type.GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public) is not null) return true;
        if (!type.IsValueType || type.IsPointer || type.IsByRefLike) return false;
        return type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true
            || type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal) || type == typeof(Index) || type == typeof(Range);
    }

    private static FormField[] FieldsOf(Type type)
    {
        var found = new Dictionary<string, FieldInfo>(StringComparer.Ordinal);
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
            foreach (var field in level.GetFields(OwnFields))
            {
                var name = PropertyName(field.Name);
                if (!found.TryAdd(name, field)) found.Add($"{TypeName(level)}.{name}", field);
            }
        var fields = new List<FormField>(found.Count);
        foreach (var (name, field) in found) fields.Add(new FormField(name, "." + name, $",{Scalars.Quote(name)}:", field));
        fields.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return [.. fields];
    }

    /// <summary>Backing fields <c>&lt;Rank&gt;k__BackingField</c> and captured parameters <c>&lt;rank&gt;P</c> carry the property's name.</summary>
    private static string PropertyName(string field) =>
        field.StartsWith('<') && field.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? field[1..end] : field;

    private static FlowException Refused(Trail path, Type type, string remedy) =>
        new($"{path} is a {TypeName(type)}, which has no canonical text, so it cannot be part of a stage's parameters. {remedy}");

    /// <summary>Where in the parameters a value stands; put into words only where one is refused.</summary>
    private sealed record Trail(Trail? Above, string Step, int? Index = null)
    {
        public override string ToString() => Index is { } index ? $"{Above}[{index}]" : Above + Step;
    }

    private sealed record FormField(string Name, string Step, string Prefix, FieldInfo Info);

    /// <summary>What must be known of a type to write its values, asked of reflection once.</summary>
    private sealed class Form
    {
        public Form(Type type)
        {
            var faces = type.GetInterfaces();
            Quoted = Scalars.Quote(TypeName(type));
            IsCollection = (type.IsArray ? type.GetArrayRank() == 1 : type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true || type.Name.StartsWith('<')) && type.IsAssignableTo(typeof(IEnumerable));
            IsCounted = type.IsAssignableTo(typeof(ICollection)) || Array.Exists(faces, face => Is(face, typeof(IReadOnlyCollection<>)));
            IsSet = Array.Exists(faces, face => Is(face, typeof(IReadOnlySet<>)) || Is(face, typeof(ISet<>)));
            Element = (Is(type, typeof(IEnumerable<>)) ? type : Array.Find(faces, face => Is(face, typeof(IEnumerable<>))))?.GetGenericArguments()[0] ?? typeof(object);
            Fields = IsPlainValue(type) ? FieldsOf(type) : null;
        }

        public string Quoted { get; }

        public bool IsCollection { get; }

        public bool IsCounted { get; }

        public bool IsSet { get; }

        /// <summary>What its elements are declared to be.</summary>
        public Type Element { get; }

        /// <summary>By name in ordinal order; null where the type is no plain value.</summary>
        public FormField[]? Fields { get; }
    }
}

/// <summary>Tokens of single values, the same on every machine.</summary>
internal static class Scalars
{
    private const decimal OneWithManyZeros = 1.0000000000000000000000000000m;

    /// <summary>What a string cannot hold as it is: quotes, backslashes, control letters, halves of surrogate pairs.</summary>
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. "\"\\\u007f", .. Enumerable.Range(0, ' ').Select(code => (char)code), .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    public static string? Token(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        string words => Quote(words),
        char letter => Quote(letter.ToString()),
        Enum member => Quote(member.ToString()),
        double number => Real(number.ToString("R", CultureInfo.InvariantCulture), double.IsFinite(number)),
        float number => Real(number.ToString("R", CultureInfo.InvariantCulture), float.IsFinite(number)),
        Half number => Real(number.ToString("R", CultureInfo.InvariantCulture), Half.IsFinite(number)),
        decimal number => (number / OneWithManyZeros).ToString(CultureInfo.InvariantCulture),   // 1.0 equals 1.00
        sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or BigInteger =>
            ((IFormattable)value).ToString(format: null, CultureInfo.InvariantCulture),
        TimeSpan span => Quote(span.ToString("c", CultureInfo.InvariantCulture)),
        DateOnly day => Quote(day.ToString("O", CultureInfo.InvariantCulture)),
        Version version => Quote(version.ToString()),
        _ => null,
    };

    /// <summary>A JSON string; surrogates are escaped one by one, so that even broken UTF-16 stays distinct.</summary>
    public static string Quote(string words)
    {
        if (!words.AsSpan().ContainsAny(Escaped)) return $"\"{words}\"";
        var text = new StringBuilder(words.Length + words.Length / 8 + 2).Append('"');
        var rest = words.AsSpan();
        for (int at; (at = rest.IndexOfAny(Escaped)) >= 0; rest = rest[(at + 1)..])
        {
            text.Append(rest[..at]);
            _ = rest[at] is '"' or '\\' ? text.Append('\\').Append(rest[at]) : text.Append(CultureInfo.InvariantCulture, $"\\u{(int)rest[at]:x4}");
        }
        return text.Append(rest).Append('"').ToString();
    }

    private static string Real(string number, bool isFinite) => isFinite ? number : Quote(number);
}
