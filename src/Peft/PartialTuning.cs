using System.Globalization;
using System.Text.RegularExpressions;

namespace Steering.Peft;

/// <summary>
/// The blocks from one on are trained, what stands before and behind the blocks is not: the Factory's "partially-tune" of a vision tower.
/// </summary>
/// <param name="FromLayer">The first block that is trained, from 0.</param>
public sealed partial record PartialTuning(int FromLayer) : IPeftMethod
{
    public string Name => $"FT from block {FromLayer}";

    public bool Unfreezes(string parameter) =>
        BlockNumber().Match(parameter) is { Success: true } match && int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) >= FromLayer;

    [GeneratedRegex("(?:^|\\.)layers?\\.(?<number>[0-9]{1,6})\\.", RegexOptions.ExplicitCapture)]
    private static partial Regex BlockNumber();
}
