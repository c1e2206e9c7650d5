using System.Globalization;
using System.Reflection;

namespace Steering.House.Tests.Api;

/// <summary>Renders the public surface of an assembly, one line per type or member, in the lists' normal form.</summary>
internal static class ApiWriter
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static IReadOnlyList<string> Write(Assembly assembly) =>
        [.. assembly.GetTypes().Where(IsListed).SelectMany(Write).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Lines of one type and its members, not of the types nested in it.</summary>
    public static IEnumerable<string> Write(Type type)
    {
        if (type.IsSubclassOf(typeof(Delegate))) return [Delegate(type)];
        if (type.IsEnum) return [TypeLine(type), .. EnumValues(type)];
        return [TypeLine(type), .. Members(type)];
    }

    private static bool IsListed(Type type) => type.IsNested
        ? IsListed(type.DeclaringType!) && (type.IsNestedPublic || ((type.IsNestedFamily || type.IsNestedFamORAssem) && IsOpen(type.DeclaringType!)))
        : type.IsPublic;

    /// <summary>Protected members mean something only where somebody can derive.</summary>
    private static bool IsOpen(Type type) => !type.IsSealed;

    private static bool IsListed(MethodBase? method, Type type) =>
        method is not null && (method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && IsOpen(type)));

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Declared) is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is { } print && ApiMarks.Has(print, "CompilerGeneratedAttribute"));

    private static string TypeLine(Type type)
    {
        var above = Above(type);
        return $"T {TypeText.FullName(type)} : {Kind(type)}{(above.Count > 0 ? " : " + string.Join(", ", above) : "")}"
            + TypeText.Constraints(TypeText.OwnArguments(type)) + ApiTags.Of(type);
    }

    public static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => type.IsByRefLike ? "ref struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    /// <summary>The base that is worth naming, then the least set of visible interfaces that brings all of them.</summary>
    private static List<string> Above(Type type)
    {
        if (type.IsEnum) return Enum.GetUnderlyingType(type) is var number && number != typeof(int) ? [TypeText.Of(number)] : [];
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var visible = type.GetInterfaces().Except(inherited).Where(candidate => candidate.IsVisible).ToArray();
        var brought = visible.SelectMany(candidate => candidate.GetInterfaces()).ToHashSet();
        var names = visible.Where(candidate => !brought.Contains(candidate)).Select(TypeText.Of).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) names.Insert(0, TypeText.Of(parent));
        return names;
    }

    private static string Delegate(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        return $"D {TypeText.FullName(type)}({ParameterText.List(invoke)}) : {Return(invoke)}{TypeText.Constraints(TypeText.OwnArguments(type))}{ApiTags.Of(type)}";
    }

    private static IEnumerable<string> EnumValues(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => $"V {TypeText.FullName(type)}.{field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}{ApiTags.Obsolete(field)}");

    private static IEnumerable<string> Members(Type type)
    {
        var name = TypeText.FullName(type);
        var isRecord = IsRecord(type);
        foreach (var constructor in type.GetConstructors(Declared).Where(constructor => !constructor.IsStatic && IsListed(constructor, type)))
        {
            if (!IsGenerated(constructor)) yield return $"C {name}({ParameterText.List(constructor)}){ApiTags.Of(constructor)}";
        }
        foreach (var method in type.GetMethods(Declared).Where(method => IsListed(method, type) && IsOwnMethod(method))) yield return Method(name, method);
        foreach (var property in type.GetProperties(Declared))
        {
            if (Accessors(property, type) is { Count: > 0 } accessors && !(isRecord && property.Name == "EqualityContract")) yield return Property(name, property, accessors);
        }
        foreach (var field in type.GetFields(Declared).Where(field => field.IsPublic || ((field.IsFamily || field.IsFamilyOrAssembly) && IsOpen(type))))
        {
            if (!IsGenerated(field)) yield return Field(name, field);
        }
        foreach (var happening in type.GetEvents(Declared).Where(happening => IsListed(happening.AddMethod, type)))
        {
            yield return $"E {name}.{happening.Name} : {TypeText.Of(happening.EventHandlerType!)}{ApiTags.Of(happening.AddMethod!, happening)}";
        }
    }

    private static bool IsGenerated(MemberInfo member) => ApiMarks.Has(member, "CompilerGeneratedAttribute");

    private static bool IsOwnMethod(MethodInfo method) =>
        (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
        && method.Name != "Finalize" && (!IsGenerated(method) || method.Name == "Deconstruct");

    private static string Method(string type, MethodInfo method)
    {
        var own = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        var parameters = own.Length > 0 ? $"<{string.Join(", ", own.Select(argument => argument.Name))}>" : "";
        var constraints = ApiTags.IsOverride(method) ? "" : TypeText.Constraints(own);
        return $"M {type}.{method.Name}{parameters}({ParameterText.List(method)}) : {Return(method)}{constraints}{ApiTags.Of(method)}";
    }

    private static string Return(MethodInfo method) => Return(method.ReturnType, method.ReturnParameter);

    private static string Return(Type type, ParameterInfo slot) =>
        type.IsByRef && ApiMarks.Has(slot, "IsReadOnlyAttribute") ? "ref readonly " + TypeText.Of(type.GetElementType()!) : TypeText.Of(type);

    private static List<MethodInfo> Accessors(PropertyInfo property, Type type) =>
        [.. new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(accessor => IsListed(accessor, type))];

    private static string Property(string type, PropertyInfo property, List<MethodInfo> accessors)
    {
        var leading = accessors.Find(accessor => accessor.IsPublic) ?? accessors[0];
        var words = accessors.Select(accessor => (accessor.IsPublic == leading.IsPublic ? "" : "protected ") + Word(accessor) + ";");
        var index = property.GetIndexParameters();
        var name = index.Length > 0 ? $"this[{ParameterText.List(index)}]" : property.Name;
        var shown = property.GetMethod is { } getter ? Return(property.PropertyType, getter.ReturnParameter) : TypeText.Of(property.PropertyType);
        return $"P {type}.{name} : {shown} {{ {string.Join(' ', words)} }}{ApiTags.Of(leading, property)}";

        string Word(MethodInfo accessor) => accessor == property.GetMethod ? "get"
            : accessor.ReturnParameter.GetRequiredCustomModifiers().Any(mark => mark.Name == "IsExternalInit") ? "init" : "set";
    }

    private static string Field(string type, FieldInfo field)
    {
        var value = field.IsLiteral ? " = " + ParameterText.Value(field.GetRawConstantValue(), field.FieldType) : "";
        return $"F {type}.{field.Name} : {TypeText.Of(field.FieldType)}{value}{ApiTags.Of(field)}";
    }
}
