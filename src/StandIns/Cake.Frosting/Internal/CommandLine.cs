using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;

namespace Cake.Frosting.Internal;

/// <summary>What a host was asked for: Cake's own options, and everything else as it was written.</summary>
internal sealed class CommandLine
{
    private static readonly Dictionary<string, string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--target"] = "target",
        ["-t"] = "target",
        ["--working"] = "working",
        ["-w"] = "working",
        ["--verbosity"] = "verbosity",
        ["-v"] = "verbosity",
        ["--description"] = "description",
        ["--descriptions"] = "description",
        ["--showdescription"] = "description",
        ["--showdescriptions"] = "description",
        ["--tree"] = "tree",
        ["--showtree"] = "tree",
        ["--dryrun"] = "dryrun",
        ["--noop"] = "dryrun",
        ["--whatif"] = "dryrun",
        ["--exclusive"] = "exclusive",
        ["-e"] = "exclusive",
        ["--version"] = "version",
        ["--ver"] = "version",
        ["--info"] = "info",
        ["--help"] = "help",
        ["-h"] = "help",
        ["-?"] = "help",
    };

    private readonly Dictionary<string, List<string?>> _given = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Targets => _given.TryGetValue("target", out var targets) ? [.. targets.OfType<string>()] : ["Default"];

    public DirectoryPath? WorkingDirectory => Last("working") is { } path ? new DirectoryPath(path) : null;

    public Verbosity Verbosity { get; private set; } = Verbosity.Normal;

    public ILookup<string, string?> Remaining { get; private set; } = Enumerable.Empty<string>().ToLookup(name => name, string? (_) => null);

    public CakeArguments Arguments => new(Remaining
        .SelectMany(group => group.Select(value => (group.Key, Value: value ?? "")))
        .Concat(Targets.Select(target => (Key: "target", Value: target)))
        .ToLookup(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase));

    public bool Asks(string option) =>
        _given.TryGetValue(option, out var values) && !string.Equals(values[^1], "false", StringComparison.OrdinalIgnoreCase);

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var command = new CommandLine();
        var remaining = new List<(string Key, string? Value)>();
        for (var at = 0; at < args.Count; at++)
        {
            var arg = args[at];
            if (arg == "--") break;
            if (!arg.StartsWith('-')) throw new FrostingException($"Unknown command '{arg}'.");
            var equals = arg.IndexOfAny(['=', ':']);
            var name = equals < 0 ? arg : arg[..equals];
            var value = equals < 0 ? null : arg[(equals + 1)..].Trim('"');
            var known = s_names.GetValueOrDefault(name);
            var takesNext = known is "target" or "working" or "verbosity" || known is null;
            if (value is null && takesNext && at + 1 < args.Count && !args[at + 1].StartsWith('-')) value = args[++at];
            if (known is null)
            {
                remaining.Add((name.TrimStart('-'), value));
                continue;
            }
            if (value is null && takesNext) throw new FrostingException($"Option '{known}' is defined but no value has been provided.");
            if (!command._given.TryGetValue(known, out var values)) command._given[known] = values = [];
            values.Add(value);
        }
        command.Remaining = remaining.ToLookup(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        if (command.Last("verbosity") is { } verbosity) command.Verbosity = ParseVerbosity(verbosity);
        return command;
    }

    private string? Last(string option) => _given.TryGetValue(option, out var values) ? values[^1] : null;

    private static Verbosity ParseVerbosity(string text) => text.ToLowerInvariant() switch
    {
        "q" or "quiet" => Verbosity.Quiet,
        "m" or "minimal" => Verbosity.Minimal,
        "n" or "normal" => Verbosity.Normal,
        "v" or "verbose" => Verbosity.Verbose,
        "d" or "diagnostic" => Verbosity.Diagnostic,
        _ => throw new FrostingException($"The value '{text}' is not a valid verbosity: quiet, minimal, normal, verbose or diagnostic."),
    };
}
