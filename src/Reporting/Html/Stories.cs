using System.Text.Encodings.Web;
using System.Text.Json;

namespace Steering.Reporting.Html;

/// <summary>The facts behind the numbers of a page, each told once: what the page's script shows when a number is opened.</summary>
internal sealed class Stories
{
    // The default encoder escapes <, > and &, so that no text can end the script that holds it.
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.Default };

    private readonly List<string[][]> _stories = [];

    /// <summary>Number of the story, for the page; null for one without facts.</summary>
    public int? Add(IReadOnlyList<Fact> facts)
    {
        if (facts.Count == 0) return null;
        _stories.Add([.. facts.Select(fact => (string[])[fact.Name, fact.Text])]);
        return _stories.Count - 1;
    }

    public string ToJson() => JsonSerializer.Serialize(_stories, s_options);
}
