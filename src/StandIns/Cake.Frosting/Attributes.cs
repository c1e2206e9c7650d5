using Cake.Frosting.Internal;

namespace Cake.Frosting;

/// <summary>Names a task; without it a task is called like its class. Not inherited.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskNameAttribute : Attribute
{
    public TaskNameAttribute(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    public string Name { get; }
}

/// <summary>Says in one sentence what a task is for. Not inherited.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskDescriptionAttribute : Attribute
{
    public TaskDescriptionAttribute(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Description = description;
    }

    public string Description { get; }
}

/// <summary>The given task runs before this one.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependentOnAttribute : Attribute
{
    public IsDependentOnAttribute(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Task = type;
    }

    public Type Task { get; }

    internal string TaskName => TaskTraits.NameOf(Task);
}

/// <summary>This task runs before the given one.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute : Attribute
{
    public IsDependeeOfAttribute(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Task = type;
    }

    public Type Task { get; }

    internal string TaskName => TaskTraits.NameOf(Task);
}

/// <summary>An error in this task is reported and the run goes on. Not inherited.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ContinueOnErrorAttribute : Attribute;
