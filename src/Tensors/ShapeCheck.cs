using System.Globalization;
using System.Text.RegularExpressions;

namespace Steering.Tensors;

/// <summary>Compares what a model expects with what a weight file holds, before the first tensor is read.</summary>
public static partial class ShapeCheck
{
    private const int ShownNames = 12;

    /// <summary>Throws unless the file holds exactly the expected names with the expected shapes.</summary>
    /// <param name="file">The opened weights.</param>
    /// <param name="expected">Each name in the file's spelling, with its shape.</param>
    /// <param name="model">What the weights are for, as the message calls it ("Phi-2").</param>
    /// <param name="ignoreUnexpected">True where the file may hold more than the model reads (a vision tower inside a larger file).</param>
    public static void Require(IWeightFile file, IEnumerable<(string Name, IReadOnlyList<long> Shape)> expected, string model, bool ignoreUnexpected = false)
    {
        var wanted = expected.ToDictionary(pair => pair.Name, pair => pair.Shape, StringComparer.Ordinal);
        var missing = wanted.Keys.Where(name => !file.Contains(name)).Order(StringComparer.Ordinal).ToList();
        var unexpected = ignoreUnexpected ? [] : file.Names.Where(name => !wanted.ContainsKey(name)).Order(StringComparer.Ordinal).ToList();
        var misshapen = wanted
            .Where(pair => file.Contains(pair.Key) && !file.Shape(pair.Key).SequenceEqual(pair.Value))
            .Select(pair => $"{pair.Key} (expected [{string.Join(", ", pair.Value)}], found [{string.Join(", ", file.Shape(pair.Key))}])")
            .Order(StringComparer.Ordinal)
            .ToList();
        if (missing.Count + unexpected.Count + misshapen.Count == 0) return;
        throw new InvalidDataException(
            $"{file.Path}: these are not the weights of {model}." + List("missing", missing) + List("unexpected", unexpected)
            + List("of another shape", misshapen) + $" The file holds {Describe(file)}. Was it written for another model?");
    }

    /// <summary>What a weight file seems to be, in words: number of tensors and parameters, types, blocks, width.</summary>
    public static string Describe(IWeightFile file)
    {
        var blocks = file.Names
            .Select(name => BlockNumber().Match(name))
            .Where(match => match.Success)
            .GroupBy(match => match.Groups["stack"].Value, StringComparer.Ordinal)
            .Select(stack => string.Create(CultureInfo.InvariantCulture,
                $"{stack.Max(match => long.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)) + 1} blocks below '{stack.Key}'"));
        var embedding = file.Names
            .Where(name => name.Contains("embed", StringComparison.Ordinal) && file.Shape(name).Count == 2)
            .Select(name => $"'{name}' of [{string.Join(", ", file.Shape(name))}]")
            .Take(1);
        var types = string.Join("/", file.Names.Select(file.TypeName).Distinct().Order(StringComparer.Ordinal));
        var parameters = file.Names.Sum(name => file.Shape(name).Aggregate(1L, (product, dimension) => product * dimension));
        var summary = string.Create(CultureInfo.InvariantCulture, $"{file.Names.Count} tensors ({types}), {parameters:#,0} parameters");
        return string.Join(", ", blocks.Concat(embedding).Prepend(summary));
    }

    private static string List(string kind, List<string> items) => items.Count == 0
        ? ""
        : $" {items.Count} {kind}: {string.Join(", ", items.Take(ShownNames))}{(items.Count > ShownNames ? ", …" : "")}.";

    [GeneratedRegex(@"^(?<stack>(?:[^.]+\.)*?[^.0-9][^.]*)\.(?<number>[0-9]{1,6})\.", RegexOptions.ExplicitCapture)]
    private static partial Regex BlockNumber();
}
