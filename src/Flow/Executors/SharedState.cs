using System.Collections;
using System.Reflection;

namespace Steering.Flow;

/// <summary>
/// What one stage could leave to the next in the same process and Flow can see: static fields of the stage's assembly and of those of its
/// house that it references, the environment, the current folder. Fields are compared by value or reference, collections also by length.
/// Not seen: what lies deeper, packages' and native state; stages set what they rely on (a seed, a thread count) themselves, and a child
/// serves one type of stage only.
/// </summary>
internal sealed class SharedState
{
    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private readonly List<(FieldInfo Field, object? Value, int Length)> _fields;
    private readonly string _surroundings = Surroundings();

    private SharedState(IEnumerable<FieldInfo> fields) => _fields = [.. fields.Select(Read)];

    /// <summary>The state as it is now.</summary>
    public static SharedState Of(Assembly stages) => new(House(stages).SelectMany(Fields));

    /// <summary>Static fields that can be assigned, or hold a collection that can grow.</summary>
    public static IEnumerable<FieldInfo> Fields(Assembly assembly) =>
        assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters && !type.Name.StartsWith('<'))   // '<': where the compiler keeps its lambdas and constants
            .SelectMany(type => type.GetFields(Statics))
            .Where(field => !field.IsLiteral && !field.FieldType.IsPointer && !field.FieldType.IsFunctionPointer && (!field.IsInitOnly || CanGrow(field.FieldType))
                && !field.IsDefined(typeof(ThreadStaticAttribute), inherit: false));

    /// <summary>Name of the first thing that is not as it was, or null.</summary>
    public string? Change()
    {
        if (Surroundings() != _surroundings) return "environment or current folder";
        foreach (var (field, value, length) in _fields)
        {
            var now = Read(field);
            var isSame = field.FieldType.IsValueType || value is string ? Equals(now.Value, value) : ReferenceEquals(now.Value, value);
            if (!isSame || now.Length != length) return $"{field.DeclaringType}.{field.Name}";
        }
        return null;
    }

    private static (FieldInfo Field, object? Value, int Length) Read(FieldInfo field)
    {
        try
        {
            var value = field.GetValue(null);
            return (field, value, value is ICollection { Count: var count } ? count : 0);
        }
        catch (Exception error) when (error is TypeInitializationException or TargetInvocationException) { return (field, null, 0); }   // it will throw in the stage too
    }

    /// <summary>The assembly and all it references whose names begin with the same word ("Steering"), without Flow, which runs between jobs too.</summary>
    private static HashSet<Assembly> House(Assembly stages)
    {
        var found = new HashSet<Assembly>();
        var open = new Stack<Assembly>([stages]);
        while (open.TryPop(out var assembly))
        {
            if (assembly == typeof(SharedState).Assembly || !found.Add(assembly)) continue;
            foreach (var reference in assembly.GetReferencedAssemblies().Where(reference => FirstWord(reference) == FirstWord(stages.GetName()))) open.Push(Assembly.Load(reference));
        }
        return found;
    }

    private static string? FirstWord(AssemblyName name) => name.Name?.Split('.')[0];

    private static bool CanGrow(Type type) => type.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent" or "System.Collections" && !type.IsInterface;

    private static string Surroundings()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal);
        return string.Join('\n', variables.Prepend(Environment.CurrentDirectory));
    }
}
