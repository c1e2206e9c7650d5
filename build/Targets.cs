using System.Reflection;
using Cake.Frosting;

namespace Steering.Build;

/// <summary>Everything that <c>--target</c> can name: the results, then the chores.</summary>
internal static class Targets
{
    public static IReadOnlyList<string> Names { get; } = [.. Wishes.All.Select(wish => wish.Name), .. Chores.Select(chore => chore.Name)];

    /// <summary>Name and description of every chore, from its type, as Cake finds it.</summary>
    public static IEnumerable<(string Name, string Description)> Chores => typeof(Targets).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFrostingTask)))
        .Select(type => (type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name, type.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? ""))
        .OrderBy(chore => chore.Item1 != "Default").ThenBy(chore => chore.Item1, StringComparer.Ordinal);
}
