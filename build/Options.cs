using System.Globalization;
using Steering.Flow;

namespace Steering.Build;

/// <summary>What was asked for, read once at the door.</summary>
public sealed record Options
{
    private const int DefaultSample = 6;

    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Scale of models, data and recipes, e.g. "tiny".</summary>
    public required string Zoo { get; init; }

    /// <summary>Random seeds per cell; null means as many as the zoo says.</summary>
    public int? Seeds { get; init; }

    /// <summary>True: graded on the validation sets, where rates are chosen, instead of the test sets.</summary>
    public bool IsValidation { get; init; }

    /// <summary>Absolute path of the store.</summary>
    public required string Store { get; init; }

    /// <summary>Absolute path of the folder of downloads.</summary>
    public required string Downloads { get; init; }

    /// <summary>Cards whose terms the person accepts.</summary>
    public IReadOnlyList<string> AcceptedTerms { get; init; } = [];

    /// <summary>A folder or s3://bucket/prefix where machines share results; null for none.</summary>
    public string? SharedStore { get; init; }

    /// <summary>Cores and memory that stages may occupy at one time.</summary>
    public required Capacity Capacity { get; init; }

    /// <summary>Recipe fields changed for this run: path and value.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; }

    /// <summary>The part of the results that is meant: a result's name, or a selector of cells or stages; null means the main job.</summary>
    public string? For { get; init; }

    /// <summary>Why results that are stale for changed code alone stay right; null when they do not.</summary>
    public string? AcceptCode { get; init; }

    /// <summary>Test projects to run, as a glob over their names.</summary>
    public string? Only { get; init; }

    /// <summary>What may be spent, as typed; null for no limit.</summary>
    public string? Budget { get; init; }

    /// <summary>Bytes that Gc lets the store keep; null to remove only what is of no use.</summary>
    public long? BudgetBytes => Budget is null ? null : Bytes("budget", Budget);

    /// <summary>How long Claims may take; null for as long as it takes.</summary>
    public TimeSpan? BudgetTime => Budget is null ? null : Time("budget", Budget);

    /// <summary>Seeds that undecided claims may call for; null to let every row have its own number.</summary>
    public int? MostSeeds { get; init; }

    /// <summary>True when Gc only tells what would go.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>How many stages Verify runs again.</summary>
    public int Sample { get; init; } = DefaultSample;

    /// <summary>True when a destructive chore may go ahead.</summary>
    public bool Yes { get; init; }

    /// <summary>True: every stage is shown, not groups of them.</summary>
    public bool IsFull { get; init; }

    /// <summary>True when errors are shown in full.</summary>
    public bool IsDiagnostic { get; init; }

    /// <summary>As typed, for the records.</summary>
    public required string CommandLine { get; init; }

    /// <summary>What Cake itself is told.</summary>
    public required IReadOnlyList<string> ForCake { get; init; }

    public static Options From(Arguments arguments) => new()
    {
        Targets = arguments.All("target") is { Count: > 0 } targets ? targets : ["Default"],
        Zoo = arguments.Last("zoo") is { } zoo ? Nearest.Require(zoo, Wishes.Zoos, "zoo") : Wishes.Zoos[0],
        Seeds = arguments.Last("seeds") is { } seeds ? PositiveInteger("seeds", seeds) : null,
        IsValidation = arguments.Has("validation"),
        Store = Path.GetFullPath(arguments.Last("store") ?? Path.Combine(Repository.Root, "results", "store")),
        Downloads = Path.GetFullPath(arguments.Last("downloads") ?? Path.Combine(Repository.Root, "datasets", "downloads")),
        AcceptedTerms = arguments.All("accept-terms"),
        SharedStore = arguments.Last("shared-store") ?? SharedStores.OfEnvironment,
        Capacity = CapacityOf(arguments),
        Settings = [.. arguments.All("set").Select(Setting)],
        For = Selector(arguments),
        AcceptCode = arguments.Last("accept-code"),
        Only = arguments.Last("only"),
        Budget = arguments.Last("budget"),
        MostSeeds = arguments.Last("until-decided") is { } most ? PositiveInteger("until-decided", most) : null,
        IsDryRun = arguments.Has("dry-run"),
        Sample = arguments.Last("sample") is { } sample ? PositiveInteger("sample", sample) : DefaultSample,
        Yes = arguments.Has("yes"),
        IsFull = arguments.Has("full"),
        IsDiagnostic = arguments.Last("verbosity") is { } verbosity && verbosity.StartsWith("d", StringComparison.OrdinalIgnoreCase),
        CommandLine = string.Join(' ', arguments.Given),
        ForCake = arguments.ForCake,
    };

    /// <summary>The options that a child process needs to declare the same stages.</summary>
    public IEnumerable<string> ForChild() =>
        ["--zoo", Zoo, .. Seeds is { } seeds ? (string[])["--seeds", seeds.ToString(CultureInfo.InvariantCulture)] : [], .. IsValidation ? (string[])["--validation"] : [], .. Settings.SelectMany(pair => (string[])["--set", $"{pair.Key}={pair.Value}"])];

    /// <summary>The same as a person types it.</summary>
    public string Again => string.Join(' ', ForChild().Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word));

    private static string? Selector(Arguments arguments) =>
        string.Join(',', [.. arguments.All("for"), .. arguments.All("stage").Select(glob => "stage:" + glob)]) is { Length: > 0 } selector ? selector : null;

    private static Capacity CapacityOf(Arguments arguments)
    {
        var machine = Capacity.OfMachine(Gpus.Count);
        return machine with
        {
            Cores = arguments.Last("cores") is { } cores ? PositiveInteger("cores", cores) : machine.Cores,
            MemoryBytes = arguments.Last("memory") is { } memory ? Bytes("memory", memory) : machine.MemoryBytes,
        };
    }

    private static int PositiveInteger(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new FlowException($"--{option} is '{text}'; it takes a whole number from 1 up.");

    private static TimeSpan Time(string option, string text)
    {
        var seconds = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return seconds > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0
            ? TimeSpan.FromSeconds(value * seconds)
            : throw new FlowException($"--{option} is '{text}'; here it takes a time, such as 30m, 2h or 90s.");
    }

    private static long Bytes(string option, string text)
    {
        var shift = char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => -1 };
        return shift > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0
            ? (long)(value * (1L << shift))
            : throw new FlowException($"--{option} is '{text}'; it takes a number with a unit, such as 8G or 512M.");
    }

    private static KeyValuePair<string, string> Setting(string text) =>
        text.Split('=', 2) is [{ Length: > 0 } path, { Length: > 0 } value]
            ? new(path, value)
            : throw new FlowException($"--set is '{text}'; it takes path=value, such as LoRA.Rate=1e-3.");
}
