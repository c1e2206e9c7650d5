using Steering.Models;

namespace Steering.Peft;

/// <summary>Which linear maps a method edits: <c>all</c>, or published names joined by commas; a name may be the last part of a longer one.</summary>
public static class TargetNames
{
    public const string All = "all";

    public static bool Contain(string targets, LinearSite site) => targets == All || Array.Exists(targets.Split(','), target =>
        site.Name == target || site.Name.EndsWith("." + target, StringComparison.Ordinal));

    /// <summary>Names of a list, whose order says nothing, as one text.</summary>
    public static string Join(IEnumerable<string> names) => string.Join(',', names.Order(StringComparer.Ordinal));

    /// <summary>The names as a list in order; <c>all</c> becomes the short names of the sites.</summary>
    public static IReadOnlyList<string> List(string targets, IEnumerable<LinearSite> sites) =>
        [.. (targets == All ? sites.Select(site => site.ShortName) : targets.Split(',')).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
