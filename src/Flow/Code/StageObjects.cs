using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Steering.Flow;

/// <summary>Collects the run-time types in a stage's fields: which method, which benchmark hides behind an interface there decides what runs.</summary>
internal sealed class StageObjects : IEquatable<StageObjects>
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = new();
    private static readonly ConcurrentDictionary<Type, bool> s_leaves = new();
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Type> _types = [];
    private readonly HashSet<MethodInfo> _methods = [];
    private readonly Type _stage;
    private readonly int _hash;

    private StageObjects(IStage stage)
    {
        _stage = stage.GetType();
        VisitFields(stage, _stage);
        Add(_stage);
        foreach (var output in stage.Outputs) Visit(output.Meaning);
        _seen.Clear();
        foreach (var type in _types) _hash ^= type.GetHashCode();
        foreach (var method in _methods) _hash ^= method.GetHashCode();
    }

    public static StageObjects Of(IStage stage) => new(stage);

    /// <summary>The same by names, for the walk and for what is remembered of it.</summary>
    public CodeEntry Entry()
    {
        var types = _types.Concat(_methods.Select(method => method.DeclaringType!));   // methods of delegates have a type
        return new CodeEntry(
            Name(_stage),
            [.. _types.Where(type => type != _stage).Select(Name).Distinct().OrderBy(type => type.FullName, StringComparer.Ordinal)],
            [.. _methods.Select(method => new MethodName(Name(method.DeclaringType!), method.MetadataToken)).OrderBy(method => method.Type.FullName, StringComparer.Ordinal).ThenBy(method => method.Token)],
            [.. types.Select(type => type.Assembly).Distinct().Select(assembly => (assembly.GetName().Name!, assembly.ManifestModule.ModuleVersionId)).OrderBy(build => build.Item1, StringComparer.Ordinal)]);   // every assembly has a name
    }

    public bool Equals(StageObjects? other) => other is not null && _stage == other._stage && _types.SetEquals(other._types) && _methods.SetEquals(other._methods);

    public override bool Equals(object? obj) => Equals(obj as StageObjects);

    public override int GetHashCode() => _hash;

    private static TypeName Name(Type type)
    {
        if (type.IsGenericType) type = type.GetGenericTypeDefinition();
        return new(type.Assembly.GetName().Name!, type.FullName!);   // a definition has both
    }

    private void Visit(object? value)
    {
        if (value is null or string or Type or IArtifact or IStage or CancellationToken) return;
        var type = value.GetType();
        if (!type.IsValueType && !_seen.Add(value)) return;
        Add(type);
        if (type.IsPrimitive || type.IsEnum) return;
        if (value is Delegate call)
        {
            foreach (var one in call.GetInvocationList())
            {
                if (one.Method.DeclaringType is not null) _methods.Add(one.Method);
                Visit(one.Target);
            }
        }
        else if (value is IEnumerable many && IsOutside(type))
        {
            if (type.IsArray && s_leaves.GetOrAdd(type.GetElementType()!, IsLeaf)) return;   // an array has one
            foreach (var item in many) Visit(item);
        }
        else VisitFields(value, type);
    }

    private void VisitFields(object value, Type type)
    {
        foreach (var field in s_fields.GetOrAdd(type, FieldsOf)) Visit(field.GetValue(value));
    }

    /// <summary>The type with its generic arguments and bases.</summary>
    private void Add(Type? type)
    {
        if (type is null || type.IsPrimitive || !_types.Add(type)) return;
        Add(type.BaseType);
        Add(type.GetElementType());
        foreach (var argument in type.GetGenericArguments()) Add(argument);
    }

    /// <summary>Fields that can hide something; numbers and strings cannot.</summary>
    private static FieldInfo[] FieldsOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
            fields.AddRange(level.GetFields(OwnFields).Where(field => !s_leaves.GetOrAdd(field.FieldType, IsLeaf)));
        return [.. fields];
    }

    private static bool IsLeaf(Type type) =>
        type.IsPrimitive || type.IsPointer || type == typeof(string) || type == typeof(decimal) || type.IsAssignableTo(typeof(IArtifact)) || type.IsAssignableTo(typeof(Type));

    private static bool IsOutside(Type type) => type.IsArray || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true || type.Name.StartsWith("<>z", StringComparison.Ordinal);
}
