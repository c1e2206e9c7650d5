namespace Steering.Flow;

/// <summary>Which calls outside read members of types that they are not told by name.</summary>
internal static class Reflective
{
    private static readonly string[] Serialisers =
    [
        "System.Text.Json", "System.Xml", "System.Runtime.Serialization", "System.ComponentModel", "System.Linq.Expressions", "Microsoft.CSharp", "System.Data",
        "System.Net.Http.Json", "System.Private.Xml", "System.Reflection",
    ];

    /// <summary>What a call of .NET's reflection reads.</summary>
    public static Look LookOf(string type, string method)
    {
        if (type is "System.Activator" or "System.Runtime.CompilerServices.RuntimeHelpers" or "System.Runtime.Serialization.FormatterServices")
            return method is "CreateInstance" or "GetUninitializedObject" ? Look.Constructors : Look.None;
        if (type.StartsWith("Microsoft.CSharp.RuntimeBinder.", StringComparison.Ordinal)) return Look.Fields | Look.Properties | Look.Methods;
        if (type == "System.Delegate") return method == "CreateDelegate" ? Look.Methods : Look.None;
        if (type is not ("System.Type" or "System.Reflection.TypeInfo" or "System.Reflection.RuntimeReflectionExtensions" or "System.Reflection.IReflect")) return Look.None;
        return method switch
        {
            "GetFields" or "GetField" or "get_DeclaredFields" or "GetDeclaredField" or "GetRuntimeFields" or "GetRuntimeField" => Look.Fields,
            "GetProperties" or "GetProperty" or "get_DeclaredProperties" or "GetDeclaredProperty" or "GetRuntimeProperties" or "GetRuntimeProperty" => Look.Properties,
            "GetConstructors" or "GetConstructor" or "get_DeclaredConstructors" or "get_TypeInitializer" => Look.Constructors,
            "GetMembers" or "GetMember" or "InvokeMember" or "get_DeclaredMembers" or "GetDefaultMembers" => Look.Fields | Look.Properties | Look.Methods | Look.Constructors,
            "GetMethods" or "GetMethod" or "get_DeclaredMethods" or "GetDeclaredMethod" or "GetDeclaredMethods" or "GetRuntimeMethods" or "GetRuntimeMethod"
                or "GetEvents" or "GetEvent" or "GetNestedTypes" or "GetNestedType" or "GetInterfaceMap" => Look.Methods,
            _ => Look.None,
        };
    }

    /// <summary>True where types are found by their names, or by listing an assembly.</summary>
    public static bool IsSearch(string type, string method) => type switch
    {
        "System.Type" => method is "GetType",                       // the static one: the instance method belongs to System.Object
        "System.Reflection.Assembly" => method is "GetTypes" or "GetExportedTypes" or "get_ExportedTypes" or "get_DefinedTypes" or "GetType" or "CreateInstance"
            or "Load" or "LoadFrom" or "LoadFile" or "GetForwardedTypes",
        "System.Reflection.Module" => method is "GetTypes" or "GetType" or "FindTypes",
        "System.Runtime.Loader.AssemblyLoadContext" => method.StartsWith("Load", StringComparison.Ordinal),
        "System.AppDomain" => method is "GetAssemblies" or "CreateInstance" or "Load",
        _ => false,
    };

    /// <summary>True for an assembly that reads the members of types it is handed.</summary>
    public static bool Reads(CodeImage image, string type) =>
        image.Kind == CodeKind.Package
        || Serialisers.Any(name => type.StartsWith(name + ".", StringComparison.Ordinal)) && !type.StartsWith("System.Text.Json.Utf8", StringComparison.Ordinal);

    /// <summary>True for a parameter through which any object can come.</summary>
    public static bool TakesAnything(TypeShape parameter) => parameter.All().Any(shape => shape.Text is "System.Object" or "System.Type" or "System.Collections.IEnumerable");

    /// <summary>True where something that belongs to an assembly as a whole is read: embedded resources, its attributes, its name and version.</summary>
    public static bool IsAboutAssembly(string type, MethodUse use) =>
        type == "System.Reflection.Assembly" && (use.Name.StartsWith("GetManifestResource", StringComparison.Ordinal) || use.Name is "GetName" or "get_FullName" or "GetCustomAttributes" or "GetCustomAttributesData" or "ToString")
        || type == "System.Reflection.CustomAttributeExtensions" && use.Signature.ParameterTypes is [{ Text: "System.Reflection.Assembly" }, ..]
        || type == "System.Resources.ResourceManager";
}
