using System.Globalization;

namespace Steering.Flow.Tests;

internal sealed class Words;

/// <summary>Parameters of a toy that writes a text.</summary>
internal sealed record WriteParams(string Text);

/// <summary>Writes a text into a file.</summary>
internal sealed class Write(WriteParams parameters) : Stage<WriteParams>(parameters)
{
    public Artifact<Words> Text => Output<Words>("text.txt");

    public override string Label => $"Write {Params.Text}";

    public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllTextAsync(run[Text], Params.Text, cancel);
}

/// <summary>Parameters of a toy that joins texts.</summary>
internal sealed record JoinParams(string Name, double Rate = 2e-4, int MillisecondsOfWork = 0);

/// <summary>Joins its inputs' words in order; optionally works for a while first, reporting.</summary>
internal sealed class Join(JoinParams parameters, params IReadOnlyList<Artifact<Words>> parts) : Stage<JoinParams>(parameters, [.. parts])
{
    public Artifact<Words> Text => Output<Words>("joined.txt");

    public Resources Demand { get; init; } = Resources.Light;

    public override Resources Needs => Demand;

    public override string Label => $"Join {Params.Name}";

    public override async Task RunAsync(StageRun run, CancellationToken cancel)
    {
        for (var done = 0; done < Params.MillisecondsOfWork; done += 10)
        {
            await Task.Delay(10, cancel);
            run.Progress.Report((double)done / Params.MillisecondsOfWork, $"{done} ms");
        }
        var words = new List<string> { Params.Name, Params.Rate.ToString("R", CultureInfo.InvariantCulture) };
        foreach (var part in parts) words.Add(await File.ReadAllTextAsync(run[part], cancel));
        await File.WriteAllTextAsync(run[Text], string.Join('\n', words), cancel);
    }
}

/// <summary>Writes down where it computes.</summary>
internal sealed class TellDevice(int gpus) : Stage<Nothing>(new Nothing())
{
    public Artifact<Words> Text => Output<Words>("device.txt");

    public override Resources Needs => Resources.Training(gpus: gpus);

    public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllTextAsync(run[Text], run.Device, cancel);
}

/// <summary>No parameters.</summary>
internal sealed record Nothing;

/// <summary>Keeps the letters of its input only: changes of digits stop here.</summary>
internal sealed class Letters(Artifact<Words> from) : Stage<Nothing>(new Nothing(), from)
{
    public Artifact<Words> Text => Output<Words>("letters.txt");

    public override async Task RunAsync(StageRun run, CancellationToken cancel) =>
        await File.WriteAllTextAsync(run[Text], new string([.. (await File.ReadAllTextAsync(run[from], cancel)).Where(char.IsLetter)]), cancel);
}

/// <summary>Parameters of a toy that publishes a folder for people.</summary>
internal sealed record PublishParams(int Pages, string Place);

/// <summary>Writes a folder of pages into the repository.</summary>
internal sealed class PublishPages(PublishParams parameters) : Stage<PublishParams>(parameters)
{
    public Artifact<Words> Pages => Export<Words>(Params.Place);

    public override string Label => $"Publish {Params.Place}";

    public override async Task RunAsync(StageRun run, CancellationToken cancel)
    {
        Directory.CreateDirectory(run[Pages]);
        for (var page = 0; page < Params.Pages; page++)
            await File.WriteAllTextAsync(Path.Combine(run[Pages], $"page{page}.txt"), $"page {page} of {Params.Pages}", cancel);
    }
}

/// <summary>Reads a folder of pages and tells its length.</summary>
internal sealed class CountPages(Artifact<Words> pages) : Stage<Nothing>(new Nothing(), pages)
{
    public Artifact<Words> Text => Output<Words>("count.txt");

    public override string Label => "Count pages";

    public override Task RunAsync(StageRun run, CancellationToken cancel) =>
        File.WriteAllTextAsync(run[Text], string.Concat(Directory.GetFiles(run[pages]).Order(StringComparer.Ordinal).Select(File.ReadAllText)).Length.ToString(CultureInfo.InvariantCulture), cancel);
}

/// <summary>Measures something that is never the same.</summary>
internal sealed class Measures() : Stage<Nothing>(new Nothing())
{
    public Artifact<Words> Text => Output<Words>("text.txt");

    public override bool IsReproducible => false;

    public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllTextAsync(run[Text], System.Diagnostics.Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture), cancel);
}

/// <summary>Fails after a while.</summary>
internal sealed class Fail(JoinParams parameters, params IReadOnlyList<Artifact<Words>> parts) : Stage<JoinParams>(parameters, [.. parts])
{
    public Artifact<Words> Text => Output<Words>("never.txt");

    public override string Label => $"Fail {Params.Name}";

    public override async Task RunAsync(StageRun run, CancellationToken cancel)
    {
        await Task.Delay(Params.MillisecondsOfWork, cancel);
        throw new InvalidOperationException("the toy is broken");
    }
}

/// <summary>Runs whatever it is given: for stages that misbehave in a way of their own.</summary>
internal sealed class Custom(JoinParams parameters, Func<StageRun, Artifact<Words>, CancellationToken, Task> work, params IReadOnlyList<Artifact<Words>> parts)
    : Stage<JoinParams>(parameters, [.. parts])
{
    public Artifact<Words> Text => Output<Words>(FileName);

    public string FileName { get; init; } = "custom.txt";

    public Resources Demand { get; init; } = Resources.Light;

    public override Resources Needs => Demand;

    public override string Label => $"Custom {Params.Name}";

    public override Task RunAsync(StageRun run, CancellationToken cancel) => work(run, Text, cancel);
}
