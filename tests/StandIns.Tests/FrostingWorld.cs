using Cake.Core;
using Cake.Frosting;

namespace Steering.StandIns.Tests;

/// <summary>What the tasks below did, in order.</summary>
public sealed class Journal
{
    public List<string> Lines { get; } = [];

    public bool Busy { get; init; }
}

/// <summary>A host's context as the project writes it: made by the container, asks for the engine, registers a task from data.</summary>
public sealed class JournalContext : FrostingContext
{
    public JournalContext(ICakeContext context, ICakeEngine engine, Journal journal)
        : base(context)
    {
        Journal = journal;
        engine.RegisterTask("FromData").Description("Registered at run time.").IsDependentOn("Bake").Does(() => journal.Lines.Add("from data"));
    }

    public Journal Journal { get; }
}

[TaskName("Default")]
public sealed class DefaultTask : FrostingTask<JournalContext>
{
    public override void Run(JournalContext context) => context.Journal.Lines.Add("default");
}

[TaskName("Mix")]
[TaskDescription("Mixes the dough.")]
public sealed class MixTask : FrostingTask<JournalContext>
{
    public override void Run(JournalContext context) => context.Journal.Lines.Add("mix");
}

[TaskName("Bake")]
[IsDependentOn(typeof(MixTask))]
public sealed class BakeTask : AsyncFrostingTask<JournalContext>
{
    public override async Task RunAsync(JournalContext context)
    {
        await Task.Yield();
        context.Journal.Lines.Add("bake");
    }

    public override void Finally(JournalContext context) => context.Journal.Lines.Add("finally");
}

[IsDependeeOf(typeof(BakeTask))]
public sealed class Preheat : FrostingTask<JournalContext>
{
    public override bool ShouldRun(JournalContext context) => !context.Journal.Busy;

    public override void Run(JournalContext context) => context.Journal.Lines.Add("preheat");
}

[IsDependentOn(typeof(Burn))]
public sealed class Serve : FrostingTask<JournalContext>
{
    public override void Run(JournalContext context) => context.Journal.Lines.Add("serve");
}

public sealed class Burn : FrostingTask<JournalContext>
{
    public override void Run(JournalContext context) => throw new InvalidDataException("The oven is at 900 degrees; turn it down.");

    public override void Finally(JournalContext context) => context.Journal.Lines.Add("finally");
}

[ContinueOnError]
public sealed class Singe : FrostingTask<JournalContext>
{
    public override void Run(JournalContext context) => throw new InvalidDataException("A little dark.");
}

[IsDependentOn(typeof(Singe))]
public sealed class Scrape : FrostingTask<JournalContext>
{
    public override void Run(JournalContext context) => context.Journal.Lines.Add("scrape");
}

public sealed class Handled : FrostingTask<JournalContext>
{
    public override void Run(JournalContext context) => throw new InvalidDataException("handled");

    public override void OnError(Exception exception, JournalContext context) => context.Journal.Lines.Add($"error {exception.Message}");
}

public sealed class Arguments : FrostingTask
{
    public override void Run(ICakeContext context)
    {
        var journal = ((JournalContext)context).Journal;
        journal.Lines.Add($"zoo={string.Join('+', context.Arguments.GetArguments("zoo"))} flag={context.Arguments.HasArgument("flag")}");
    }
}

public sealed class OtherContext(ICakeContext context) : FrostingContext(context);

public sealed class Stranger : FrostingTask<OtherContext>
{
    public override void Run(OtherContext context) => throw new InvalidOperationException("A task of another context must not run.");
}

public sealed class Around : FrostingLifetime<JournalContext>
{
    public override void Setup(JournalContext context, ISetupContext info) => context.Journal.Lines.Add($"setup {info.TargetTask.Name}");

    public override void Teardown(JournalContext context, ITeardownContext info) =>
        context.Journal.Lines.Add($"teardown {(info.Successful ? "after success" : "after failure")}");
}

public sealed class AroundEach : FrostingTaskLifetime<JournalContext>
{
    public override void Setup(JournalContext context, ITaskSetupContext info) => context.Journal.Lines.Add($"> {info.Task.Name}");

    public override void Teardown(JournalContext context, ITaskTeardownContext info) => context.Journal.Lines.Add($"< {info.Task.Name}");
}
