using System.Diagnostics;
using System.Reflection;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>One run of a host: what the command line asks for, from the container's parts.</summary>
internal static class HostRun
{
    public static int Run(IServiceProvider provider, CommandLine command)
    {
        try
        {
            if (command.Asks("help")) Listings.Help(provider.GetRequiredService<IConsole>());
            else if (command.Asks("version") || command.Asks("info")) Version(provider.GetRequiredService<IConsole>(), command.Asks("info"));
            else Perform(provider, command);
            return 0;
        }
#pragma warning disable CA1031 // The package's contract: any exception is logged and becomes -1.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Report(provider.GetRequiredService<ICakeLog>(), exception);
            return -1;
        }
    }

    private static void Perform(IServiceProvider provider, CommandLine command)
    {
        var log = provider.GetRequiredService<ICakeLog>();
        log.Verbosity = command.Verbosity;
        EnterFolder(provider, command);

        var engine = provider.GetRequiredService<ICakeEngine>();
        var context = provider.GetRequiredService<IFrostingContext>();
        var registry = new TaskRegistry(engine, context, log);
        registry.Register(provider.GetServices<IFrostingTask>());
        registry.Register(provider.GetService<IFrostingSetup>(), provider.GetService<IFrostingTeardown>());
        registry.Register(provider.GetService<IFrostingTaskSetup>(), provider.GetService<IFrostingTaskTeardown>());

        if (command.Asks("tree")) Listings.Tree(engine.Tasks, provider.GetRequiredService<IConsole>());
        else if (command.Asks("description")) Listings.Descriptions(engine.Tasks, provider.GetRequiredService<IConsole>());
        else RunTargets(provider, command, engine, context, log);
    }

    private static void RunTargets(IServiceProvider provider, CommandLine command, ICakeEngine engine, IFrostingContext context, ICakeLog log)
    {
        var settings = new ExecutionSettings().SetTargets(command.Targets);
        if (command.Asks("exclusive")) settings = settings.UseExclusiveTarget();
        if (command.Asks("dryrun"))
        {
            log.Information("Dry run of {0}: no task is executed.", string.Join(", ", command.Targets));
            engine.RunTargetAsync(context, new DryRun(log), settings).GetAwaiter().GetResult();
            return;
        }
        var printer = provider.GetRequiredService<ICakeReportPrinter>();
        try
        {
            Print(printer, engine.RunTargetAsync(context, provider.GetRequiredService<IExecutionStrategy>(), settings).GetAwaiter().GetResult());
        }
        catch (CakeReportException exception)
        {
            Print(printer, exception.Report);
            throw;
        }
    }

    private static void Print(ICakeReportPrinter printer, CakeReport? report)
    {
        if (report is { IsEmpty: false }) printer.Write(report);
    }

    private static void EnterFolder(IServiceProvider provider, CommandLine command)
    {
        var environment = provider.GetRequiredService<ICakeEnvironment>();
        var folder = command.WorkingDirectory ?? provider.GetService<WorkingDirectory>()?.Path;
        if (folder is null) return;
        folder = folder.MakeAbsolute(environment);
        if (!provider.GetRequiredService<IFileSystem>().Exist(folder))
        {
            throw new FrostingException($"The working directory '{folder.FullPath}' does not exist.");
        }
        environment.WorkingDirectory = folder;
    }

    private static void Version(IConsole console, bool full)
    {
        var entry = Assembly.GetEntryAssembly();
        var file = entry is { Location.Length: > 0 } ? FileVersionInfo.GetVersionInfo(entry.Location) : null;
        console.WriteLine(full ? "Version: {0}" : "{0}", file?.ProductVersion ?? "Unknown");
    }

    private static void Report(ICakeLog log, Exception exception)
    {
        log.Error("Error: {0}", log.Verbosity == Verbosity.Diagnostic ? exception.ToString() : exception.Message);
        if (log.Verbosity == Verbosity.Diagnostic || exception is not AggregateException many) return;
        foreach (var inner in many.Flatten().InnerExceptions) log.Error("\t{0}", inner.Message);
    }
}
