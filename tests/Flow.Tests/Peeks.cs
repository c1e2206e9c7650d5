namespace Steering.Flow.Tests;

/// <summary>Ways in which a stage can depend on more than it declares.</summary>
internal enum Peek
{
    /// <summary>On nothing: an honest stage.</summary>
    Honest,

    /// <summary>Reads a file of the repository.</summary>
    ReadsFile,

    /// <summary>Reads it where it is, and writes something else where it is not.</summary>
    ReadsFileIfThere,

    /// <summary>Opens it and does not use it.</summary>
    OpensFile,

    /// <summary>Reads a folder's names.</summary>
    ListsFolder,

    /// <summary>Is another each time.</summary>
    Draws,
}

/// <summary>Parameters of a toy that may look beside its inputs.</summary>
internal sealed record PeekParams(Peek Peek, bool IsHeavy);

/// <summary>Copies its input, and does what its parameters say.</summary>
internal sealed class Peeks(PeekParams parameters, Artifact<Words> from) : Stage<PeekParams>(parameters, from)
{
    public const string Secret = "notes/secret.txt";

    /// <summary>The repository, as a careless stage would know it.</summary>
    public static string Root { get; set; } = "";

    public Artifact<Words> Text => Output<Words>("text.txt");

    public override string Label => $"Peeks {Params.Peek}";

    public override Resources Needs => Params.IsHeavy ? Resources.Heavy(gigabytes: 0.1) : Resources.Light;

    public override async Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var (file, text) = (Path.Combine(Root, Secret), await File.ReadAllTextAsync(run[from], cancel));
        switch (Params.Peek)
        {
            case Peek.ReadsFile: text += await File.ReadAllTextAsync(file, cancel); break;
            case Peek.ReadsFileIfThere: text += File.Exists(file) ? await File.ReadAllTextAsync(file, cancel) : "none"; break;
            case Peek.OpensFile: File.OpenRead(file).Dispose(); break;
            case Peek.ListsFolder: text += Directory.GetFiles(Path.GetDirectoryName(file)!).Length; break;
            case Peek.Draws: text += System.Security.Cryptography.RandomNumberGenerator.GetHexString(16); break;
        }
        await File.WriteAllTextAsync(run[Text], text, cancel);
    }

    public static IEnumerable<IStage> All => Enum.GetValues<Peek>().SelectMany(peek => (IStage[])[Of(peek, isHeavy: false), Of(peek, isHeavy: true)]);

    public static Peeks Of(Peek peek, bool isHeavy) => new(new PeekParams(peek, isHeavy), new CountPages(new Source<Words>("atlas")).Text);
}
