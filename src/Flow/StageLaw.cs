using System.Collections;
using System.Reflection;

namespace Steering.Flow;

/// <summary>Checks a stage type against the law that nothing a stage reads is missing from its key.</summary>
public static class StageLaw
{
    private const BindingFlags OwnFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Names of what instances keep besides artifacts and the params record: constructor parameters and properties that no key sees.
    /// A test over all stage types expects this to be empty, or to hold only what cannot change a result (a label's words).
    /// </summary>
    public static IReadOnlyList<string> KeptOutsideTheKey(Type stage)
    {
        var kept = new List<string>();
        for (var level = stage; level is not null && level != typeof(object) && !IsStageBase(level); level = level.BaseType)
            kept.AddRange(level.GetFields(OwnFields).Where(field => !IsKeyed(field.FieldType, stage)).Select(field => field.Name.Trim('<').Split('>')[0]));
        return [.. kept.Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Static fields through which one stage could change another's result when both run in one process. A child that sees one changed serves
    /// no other job, so such a field costs speed; a test expects the list to be empty for every assembly that stages run. A constant table is not
    /// listed when its field says so: <c>static readonly</c>, declared as IReadOnlyDictionary, FrozenDictionary or the like.
    /// </summary>
    public static IReadOnlyList<string> StaticState(Assembly assembly) =>
        [.. SharedState.Fields(assembly).Select(field => $"{field.DeclaringType}.{field.Name.Trim('<').Split('>')[0]}").Order(StringComparer.Ordinal)];

    private static bool IsKeyed(Type type, Type stage) =>
        type.IsAssignableTo(typeof(IArtifact)) || type == ParamsOf(stage)
        || type.IsAssignableTo(typeof(IEnumerable)) && type.GetInterfaces().Prepend(type).Any(face =>
            face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>) && face.GetGenericArguments()[0].IsAssignableTo(typeof(IArtifact)));

    private static Type? ParamsOf(Type stage)
    {
        for (var level = stage; level is not null; level = level.BaseType)
            if (IsStageBase(level)) return level.GetGenericArguments()[0];
        return null;
    }

    private static bool IsStageBase(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Stage<>);
}
