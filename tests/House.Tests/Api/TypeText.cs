using System.Reflection;

namespace Steering.House.Tests.Api;

/// <summary>How a type is written inside a line: simple names, C# keywords, no annotations, no element names.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(char)] = "char",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    public static string Of(Type type)
    {
        if (type.IsByRef) return "ref " + Of(type.GetElementType()!);
        if (type.IsPointer) return Of(type.GetElementType()!) + "*";
        if (type.IsArray) return OfArray(type);
        if (type.IsGenericParameter) return type.Name;
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (Nullable.GetUnderlyingType(type) is { } value) return Of(value) + "?";
        var arguments = OwnArguments(type);
        if (arguments.Length == 0) return type.Name;
        if (IsTuple(type)) return $"({string.Join(", ", TupleElements(type).Select(Of))})";
        return $"{SimpleName(type)}<{string.Join(", ", arguments.Select(Of))}>";
    }

    /// <summary>Namespace, then each outer type with its own type parameters, then the type.</summary>
    public static string FullName(Type type)
    {
        var own = OwnArguments(type);
        var name = SimpleName(type) + (own.Length > 0 ? $"<{string.Join(", ", own.Select(argument => argument.Name))}>" : "");
        var outer = type.DeclaringType is { } declaring ? FullName(declaring) : type.Namespace;
        return string.IsNullOrEmpty(outer) ? name : $"{outer}.{name}";
    }

    public static string SimpleName(Type type) => type.Name.Split('`')[0];

    /// <summary>Type arguments of the type itself; the first ones of a nested type belong to its outer types.</summary>
    public static Type[] OwnArguments(Type type)
    {
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0) return [];
        var count = int.Parse(type.Name.AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
        return type.GetGenericArguments()[^count..];
    }

    /// <summary><c> where T : class, Base, IFoo, new()</c> for each parameter that has a constraint.</summary>
    public static string Constraints(IEnumerable<Type> parameters) =>
        string.Concat(parameters.Select(parameter => (parameter, Parts: ConstraintsOf(parameter).ToArray()))
            .Where(pair => pair.Parts.Length > 0).Select(pair => $" where {pair.parameter.Name} : {string.Join(", ", pair.Parts)}"));

    private static IEnumerable<string> ConstraintsOf(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) yield return "class";
        if (isStruct) yield return ApiMarks.Has(parameter, "IsUnmanagedAttribute") ? "unmanaged" : "struct";
        var types = parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType) && !(isStruct && type.Name == "UnmanagedType"));
        foreach (var type in types.Select(Of).Order(StringComparer.Ordinal)) yield return type;
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct) yield return "new()";
    }

    /// <summary>An array of arrays is written outermost rank first, as in C#.</summary>
    private static string OfArray(Type type)
    {
        var ranks = "";
        for (; type.IsArray; type = type.GetElementType()!) ranks += $"[{new string(',', type.GetArrayRank() - 1)}]";
        return Of(type) + ranks;
    }

    private static bool IsTuple(Type type) => type.Namespace == "System" && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal);

    /// <summary>The eighth argument of a long tuple holds the rest of it.</summary>
    private static IEnumerable<Type> TupleElements(Type type)
    {
        const int direct = 7;
        var arguments = type.GetGenericArguments();
        return arguments.Length > direct && IsTuple(arguments[direct]) ? arguments.Take(direct).Concat(TupleElements(arguments[direct])) : arguments;
    }
}
