using System.Reflection;
using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>What a task's type says about it: name, description, context, and which of its methods mean anything.</summary>
internal static class TaskTraits
{
    public static string NameOf(Type task) => task.GetCustomAttribute<TaskNameAttribute>(inherit: false)?.Name ?? task.Name;

    public static string? DescriptionOf(Type task) => task.GetCustomAttribute<TaskDescriptionAttribute>(inherit: false)?.Description;

    public static bool ContinuesOnError(Type task) => task.IsDefined(typeof(ContinueOnErrorAttribute), inherit: false);

    /// <summary>The context that a task asks for, read from its direct base type only, as the package does.</summary>
    public static Type ContextOf(Type task) =>
        task.BaseType is { IsConstructedGenericType: true } direct && IsTaskBase(direct) ? direct.GenericTypeArguments[0] : typeof(ICakeContext);

    public static bool RunIsOverridden(Type task, Type context)
    {
        for (var type = task; type is not null; type = type.BaseType)
        {
            if (!type.IsGenericType) continue;
            if (type.GetGenericTypeDefinition() == typeof(FrostingTask<>)) return IsOverridden(task, nameof(FrostingTask.Run), context);
            if (type.GetGenericTypeDefinition() == typeof(AsyncFrostingTask<>)) return IsOverridden(task, nameof(AsyncFrostingTask.RunAsync), context);
        }
        throw new InvalidOperationException(
            $"Task '{NameOf(task)}' implements {nameof(IFrostingTask)} itself: derive it from {nameof(FrostingTask)} or {nameof(AsyncFrostingTask)}.");
    }

    public static bool IsOverridden(Type task, string method, params Type[] parameters) =>
        task.GetMethod(method, parameters) is { } found && found.GetBaseDefinition().DeclaringType != found.DeclaringType;

    private static bool IsTaskBase(Type type) =>
        type.GetGenericTypeDefinition() == typeof(FrostingTask<>) || type.GetGenericTypeDefinition() == typeof(AsyncFrostingTask<>);
}
