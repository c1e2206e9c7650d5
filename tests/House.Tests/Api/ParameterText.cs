using System.Globalization;
using System.Reflection;
using System.Text;

namespace Steering.House.Tests.Api;

/// <summary>How parameters, their defaults and constants are written.</summary>
internal static class ParameterText
{
    public static string List(MethodBase method)
    {
        var isExtension = ApiMarks.Has(method, "ExtensionAttribute");
        return List(method.GetParameters(), isExtension);
    }

    public static string List(IReadOnlyList<ParameterInfo> parameters, bool isExtension = false) =>
        string.Join(", ", parameters.Select((parameter, at) => (isExtension && at == 0 ? "this " : "") + One(parameter)));

    /// <summary>A constant or default as C# writes it, by the type of the slot that holds it.</summary>
    public static string Value(object? raw, Type slot)
    {
        var type = Nullable.GetUnderlyingType(slot) ?? slot;
        if (raw is null) return IsReference(slot) || type != slot ? "null" : "default";
        if (type.IsEnum) return EnumValue(raw, type);
        return raw switch
        {
            bool flag => flag ? "true" : "false",
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            string text => $"\"{Escape(text)}\"",
            char letter => $"'{Escape(letter.ToString())}'",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => raw.ToString() ?? "null",
        };
    }

    /// <summary>A type parameter is one where its constraints say so.</summary>
    private static bool IsReference(Type slot) => slot.IsGenericParameter
        ? slot.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) || slot.GetGenericParameterConstraints().Any(type => type is { IsClass: true, IsGenericParameter: false } && type != typeof(ValueType) && type != typeof(Enum))
        : !slot.IsValueType;

    private static string One(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var mode = ApiMarks.Has(parameter, "ParamArrayAttribute") || ApiMarks.Has(parameter, "ParamCollectionAttribute") ? "params " : "";
        if (type.IsByRef)
        {
            type = type.GetElementType()!;
            mode = parameter.IsOut ? "out "
                : ApiMarks.Has(parameter, "IsReadOnlyAttribute") ? "in "
                : ApiMarks.Has(parameter, "RequiresLocationAttribute") ? "ref readonly " : "ref ";
        }
        var value = parameter.HasDefaultValue ? " = " + Value(parameter.RawDefaultValue, type) : "";
        return $"{mode}{TypeText.Of(type)} {parameter.Name}{value}";
    }

    private static string EnumValue(object raw, Type type)
    {
        var number = Convert.ToDecimal(raw is Enum ? Convert.ChangeType(raw, Enum.GetUnderlyingType(type), CultureInfo.InvariantCulture) : raw, CultureInfo.InvariantCulture);
        var name = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => Convert.ToDecimal(field.GetRawConstantValue(), CultureInfo.InvariantCulture) == number)
            .Select(field => field.Name).Order(StringComparer.Ordinal).FirstOrDefault();
        return name is null ? number.ToString(CultureInfo.InvariantCulture) : $"{type.Name}.{name}";
    }

    private static string Escape(string text)
    {
        var written = new StringBuilder();
        foreach (var letter in text)
        {
            written.Append(letter switch
            {
                '\\' => "\\\\",
                '"' => "\\\"",
                '\'' => "\\'",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\0' => "\\0",
                < ' ' or > '~' => $"\\u{(int)letter:X4}",
                _ => letter.ToString(),
            });
        }
        return written.ToString();
    }
}
