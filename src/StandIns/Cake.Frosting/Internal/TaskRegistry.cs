using System.Reflection;
using Cake.Core;
using Cake.Core.Diagnostics;

namespace Cake.Frosting.Internal;

/// <summary>Tells the engine about the tasks found and about what runs around them.</summary>
internal sealed class TaskRegistry(ICakeEngine engine, IFrostingContext context, ICakeLog log)
{
    public void Register(IEnumerable<IFrostingTask> tasks)
    {
        foreach (var task in tasks)
        {
            var wanted = TaskTraits.ContextOf(task.GetType());
            if (wanted.IsInstanceOfType(context))
            {
                Register(task);
            }
            else
            {
                log.Warning("Task cannot be used since the context isn't convertible to {0}.", wanted.FullName);
            }
        }
    }

    public void Register(IFrostingSetup? setup, IFrostingTeardown? teardown)
    {
        if (setup is not null) engine.RegisterSetupAction(info => setup.Setup(context, info));
        if (teardown is not null) engine.RegisterTeardownAction(info => teardown.Teardown(context, info));
    }

    public void Register(IFrostingTaskSetup? setup, IFrostingTaskTeardown? teardown)
    {
        if (setup is not null) engine.RegisterTaskSetupAction(info => setup.Setup(context, info));
        if (teardown is not null) engine.RegisterTaskTeardownAction(info => teardown.Teardown(context, info));
    }

    private void Register(IFrostingTask task)
    {
        var type = task.GetType();
        var given = context.GetType();
        var builder = engine.RegisterTask(TaskTraits.NameOf(type));
        if (TaskTraits.DescriptionOf(type) is { } description && !string.IsNullOrWhiteSpace(description)) builder.Description(description);
        if (TaskTraits.RunIsOverridden(type, given)) builder.Does(_ => task.RunAsync(context));
        if (TaskTraits.IsOverridden(type, nameof(IFrostingTask.ShouldRun), given)) builder.WithCriteria(_ => task.ShouldRun(context), task.SkippedMessage);
        if (TaskTraits.ContinuesOnError(type)) builder.ContinueOnError();
        if (TaskTraits.IsOverridden(type, nameof(IFrostingTask.OnError), typeof(Exception), given)) builder.OnError(exception => task.OnError(exception, context));
        if (TaskTraits.IsOverridden(type, nameof(IFrostingTask.Finally), given)) builder.Finally(() => task.Finally(context));
        foreach (var dependency in type.GetCustomAttributes<IsDependentOnAttribute>())
        {
            Check(dependency.Task, dependency.TaskName, "dependency");
            builder.IsDependentOn(dependency.TaskName);
        }
        foreach (var dependee in type.GetCustomAttributes<IsDependeeOfAttribute>())
        {
            Check(dependee.Task, dependee.TaskName, "reverse dependency");
            builder.IsDependeeOf(dependee.TaskName);
        }
    }

    private static void Check(Type type, string name, string kind)
    {
        if (!type.IsAssignableTo(typeof(IFrostingTask))) throw new FrostingException($"The {kind} '{name}' is not a valid task.");
    }
}
