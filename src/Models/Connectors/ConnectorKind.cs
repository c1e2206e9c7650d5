using System.Globalization;
using System.Text.RegularExpressions;

namespace Steering.Models;

/// <summary>
/// A connector by one text: a family, and where the family has numbers of its own, those that differ from the paper's:
/// <c>mlp2x_gelu</c>, <c>resampler</c>, <c>resampler:queries=64,layers=2</c>.
/// </summary>
internal sealed partial class ConnectorKind
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly string _text;

    private ConnectorKind(string text, string family)
    {
        _text = text;
        Family = family;
    }

    public string Family { get; }

    /// <summary>Depth of an MLP; null for another family.</summary>
    public int? Depth => Mlp().Match(Family) is { Success: true } match ? int.Parse(match.Groups["depth"].Value, CultureInfo.InvariantCulture) : null;

    public static ConnectorKind Parse(string text)
    {
        var parts = text.Split(':', 2);
        var kind = new ConnectorKind(text, parts[0]);
        foreach (var setting in parts.Length == 1 ? [] : parts[1].Split(','))
        {
            var pair = setting.Split('=');
            if (pair.Length != 2 || !int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || !kind._numbers.TryAdd(pair[0], number))
            {
                throw new ArgumentException($"Connector '{text}': '{setting}' is no name=number. Write for example resampler:queries=64,layers=2.", nameof(text));
            }
        }
        return kind;
    }

    /// <summary>A number of the family, taken out; the paper's where the text says nothing.</summary>
    public int Take(string name, int otherwise) => _numbers.Remove(name, out var number) ? number : otherwise;

    /// <summary>Throws if the text has numbers that the family did not ask for.</summary>
    public void RequireAllTaken()
    {
        if (_numbers.Count > 0) throw new ArgumentException($"Connector '{_text}': {Family} has no number {string.Join(", ", _numbers.Keys.Order(StringComparer.Ordinal))}.");
    }

    [GeneratedRegex("^mlp(?<depth>[1-9])x_gelu$", RegexOptions.ExplicitCapture)]
    private static partial Regex Mlp();
}
