using System.Reflection;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>
/// Finds the tasks of the entry assembly (and of those added), runs the asked target on the real Cake engine, and answers 0,
/// or -1 after any exception, which is in the log.
/// </summary>
public sealed class CakeHost
{
    private readonly ServiceCollection _services = CreateServices();
    private readonly List<Assembly> _assemblies = [];

    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } entry) _assemblies.Add(entry);
    }

    public static CakeHost Create() => new();

    public CakeHost AddAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        _assemblies.Add(assembly);
        return this;
    }

    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services(_services);
        return this;
    }

    public int Run(IEnumerable<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        foreach (var task in _assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(IsTask))
        {
            _services.AddSingleton(typeof(IFrostingTask), task);
        }
        CommandLine command;
        try
        {
            command = CommandLine.Parse([.. args]);
        }
        catch (FrostingException exception)
        {
            Console.Error.WriteLine($"Error: {exception.Message}");
            return -1;
        }
        _services.AddSingleton(command);
        _services.AddSingleton<ICakeArguments>(command.Arguments);
        using var provider = _services.BuildServiceProvider();
        return HostRun.Run(provider, command);
    }

    private static bool IsTask(Type type) => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFrostingTask));

    private static ServiceCollection CreateServices()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConsole, CakeConsole>();
        services.AddSingleton<ICakeLog, CakeBuildLog>();
        services.AddSingleton<ICakeReportPrinter, CakeReportPrinter>();
        services.AddSingleton<ICakeConfiguration, Settings>();
        services.AddSingleton<ICakePlatform, CakePlatform>();
        services.AddSingleton<ICakeRuntime, CakeRuntime>();
        services.AddSingleton<ICakeEnvironment, CakeEnvironment>();
        services.AddSingleton<IFileSystem, FileSystem>();
        services.AddSingleton<IGlobber, Globber>();
        services.AddSingleton<IProcessRunner, ProcessRunner>();
        services.AddSingleton<IRegistry, WindowsRegistry>();
        services.AddSingleton<IToolRepository, ToolRepository>();
        services.AddSingleton<IToolResolutionStrategy, ToolResolutionStrategy>();
        services.AddSingleton<IToolLocator, ToolLocator>();
        services.AddSingleton<Core.Tooling.IToolInstaller, NoToolInstaller>();
        services.AddSingleton<CakeDataService>();
        services.AddSingleton<ICakeDataService>(provider => provider.GetRequiredService<CakeDataService>());
        services.AddSingleton<ICakeDataResolver>(provider => provider.GetRequiredService<CakeDataService>());
        services.AddSingleton<ICakeContext, CakeContext>();
        services.AddSingleton<IExecutionStrategy, DefaultExecutionStrategy>();
        services.AddSingleton<ICakeEngine, CakeEngine>();
        services.AddSingleton<FrostingContext>();
        services.AddSingleton<IFrostingContext>(provider => provider.GetRequiredService<FrostingContext>());
        return services;
    }
}
