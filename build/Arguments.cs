using Steering.Flow;

namespace Steering.Build;

/// <summary>The command line, split into options that exist. The package swallows unknown ones, so they are refused here.</summary>
public sealed class Arguments
{
    private readonly List<KeyValuePair<string, string?>> _read = [];

    private Arguments(IReadOnlyList<string> given) => Given = given;

    /// <summary>An option of the command line.</summary>
    /// <param name="Value">What it takes, for the help page; null for a switch.</param>
    /// <param name="IsCakes">True for those that Cake itself reads.</param>
    public sealed record Choice(string Name, string? Letter, string? Value, string Meaning, bool IsCakes = false);

    public static IReadOnlyList<Choice> Known { get; } =
    [
        new("target", "t", "NAME", "what to do (below); repeatable", IsCakes: true),
        new("zoo", null, "NAME", "scale of models, data and recipes"),
        new("seeds", null, "N", "random seeds per cell; default: as the zoo says"),
        new("validation", null, null, "grades on the validation sets, where rates are chosen, instead of the test sets"),
        new("set", null, "PATH=VALUE", "changes one recipe field; repeatable"),
        new("for", null, "SELECTOR", "the part that is meant, e.g. table1:LoRA/POPE; a word that stands alone is the same"),
        new("stage", null, "GLOB", "stages by label, e.g. 'Tune*LoRA*'; the same as --for stage:GLOB"),
        new("full", null, null, "shows every stage, and every line, where a part would be shown"),
        new("accept-code", null, "REASON", "takes results that are stale for changed code alone as they are; the reason is recorded"),
        new("only", null, "GLOB", "test projects that Test runs, e.g. 'House*'"),
        new("store", null, "FOLDER", "where results of stages are kept; default: results/store"),
        new("downloads", null, "FOLDER", "where Fetch looks for downloads first and keeps its own; default: datasets/downloads"),
        new("accept-terms", null, "NAME", "accepts what the card datasets/NAME asks for before it is fetched, e.g. Vicuna-7B-v1.5; remembered; repeatable"),
        new("shared-store", null, "WHERE", "results of other machines are taken from there and ours copied to it: a folder or s3://bucket/prefix"),
        new("cores", null, "N", "cores that stages may occupy; default: all"),
        new("memory", null, "SIZE", "memory that stages may occupy, e.g. 8G; default: four fifths"),
        new("budget", null, "SIZE|TIME", "what Gc lets the store keep, e.g. 20G; or how long Claims may take, e.g. 30m: it decides what it can"),
        new("until-decided", null, "N", "lets Claims add seeds, N at most, to the rows that undecided claims hang on"),
        new("dry-run", null, null, "lets Gc tell what would go, and touch nothing"),
        new("sample", null, "N", "how many stages Verify runs again; default: 6"),
        new("yes", null, null, "lets Clean remove what it lists"),
        new("exclusive", "e", null, "runs the target without the targets it depends on", IsCakes: true),
        new("dryrun", null, null, "names the targets that would run", IsCakes: true),
        new("tree", null, null, "shows the targets as a tree", IsCakes: true),
        new("description", null, null, "lists the targets with their descriptions", IsCakes: true),
        new("working", "w", "FOLDER", "working directory", IsCakes: true),
        new("verbosity", "v", "LEVEL", "quiet, minimal, normal, verbose or diagnostic (errors in full)", IsCakes: true),
        new("version", null, null, "prints the version", IsCakes: true),
        new("help", "h", null, "prints this page"),
    ];

    public IReadOnlyList<string> Given { get; }

    public IReadOnlyList<string> ForCake =>
    [
        .. _read.Where(pair => Known.Any(option => option.IsCakes && option.Name == pair.Key))
            .Select(pair => pair.Value is null ? $"--{pair.Key}" : $"--{pair.Key}={pair.Value}"),
    ];

    public static Arguments Parse(IReadOnlyList<string> given)
    {
        var arguments = new Arguments(given);
        for (var at = 0; at < given.Count; at++)
        {
            var text = given[at];
            if (!text.StartsWith('-'))
            {
                arguments._read.Add(new("for", Selector(text)));
                continue;
            }
            var (name, value) = text.Split('=', 2) is [var before, var after] ? (before, after) : (text, null);
            var option = Find(name);
            if (option.Value is null && value is not null) throw new FlowException($"--{option.Name} takes no value, but '{value}' was given.");
            if (option.Value is not null && value is null)
            {
                value = at + 1 < given.Count && !given[at + 1].StartsWith('-')
                    ? given[++at]
                    : throw new FlowException($"--{option.Name} needs a value: --{option.Name} {option.Value} ({option.Meaning}).");
            }
            if (value is "") throw new FlowException($"--{option.Name} needs a value: --{option.Name} {option.Value} ({option.Meaning}).");
            arguments._read.Add(new(option.Name, value));
        }
        return arguments;
    }

    public bool Has(string name) => _read.Exists(pair => pair.Key == name);

    public string? Last(string name) => _read.FindLast(pair => pair.Key == name).Value;

    public IReadOnlyList<string> All(string name) => [.. _read.Where(pair => pair.Key == name).Select(pair => pair.Value).OfType<string>()];

    private static Choice Find(string name)
    {
        var bare = name.StartsWith("--", StringComparison.Ordinal) ? name[2..] : name[1..];
        return Known.FirstOrDefault(option => name.StartsWith("--", StringComparison.Ordinal)
                ? option.Name.Equals(bare, StringComparison.OrdinalIgnoreCase)
                : option.Letter == bare)
            ?? throw new FlowException($"Unknown option '{name}'. {Nearest.Offer("--" + bare, [.. Known.Select(option => "--" + option.Name)])} ./build.sh --help lists all.");
    }

    /// <summary>A word that stands alone names a part of the results; a chore's name there is a slip.</summary>
    private static string Selector(string text) =>
        Targets.Chores.Any(chore => chore.Name.Equals(text, StringComparison.OrdinalIgnoreCase))
            ? throw new FlowException($"'{text}' stands alone. A target is named by --target: ./build.sh --target {text}")
            : text;
}
