using System.Text.Json.Serialization;
using Steering.Models;
using Steering.Tensors;

namespace Steering.Peft;

/// <summary>MRT's four kinds of editors.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<MrtEditors>))]
public enum MrtEditors
{
    None = 0,

    /// <summary>ψ_V: every token behind the vision tower's blocks from the second to the last but one.</summary>
    Vision = 1,

    /// <summary>ψ_c: every visual token behind the connector.</summary>
    Connector = 2,

    /// <summary>ψ_P: the first tokens of the prompt's text, behind every block of the language model.</summary>
    Prefix = 4,

    /// <summary>ψ_S: its last tokens.</summary>
    Suffix = 8,

    All = Vision | Connector | Prefix | Suffix,
}

/// <summary>
/// Multimodal Representation Tuning (ICLR 2025, arXiv 2503.00723): ψ(h) = h + Rᵀ(W h + b − R h), rows of R orthonormal, on visual tokens in the
/// tower and behind the connector and on the two ends of the prompt's text in the language model. Backbone and connector stay frozen. The text
/// is that behind the picture up to where the answer begins; one too short for two ends is halved.
/// </summary>
/// <param name="VisionRank">r of the editors of visual tokens.</param>
/// <param name="TextRank">r of the editors of text.</param>
/// <param name="Tokens">Length of each end.</param>
/// <param name="Dropout">On the move; the published code has none.</param>
/// <param name="Editors">Which of the four are there. Without <see cref="MrtEditors.Vision"/> cached features can be used.</param>
public sealed record Mrt(int VisionRank = 6, int TextRank = 4, int Tokens = 6, double Dropout = 0, MrtEditors Editors = MrtEditors.All) : IPeftMethod
{
    private ModelPart Part { get; init; } = ModelPart.Language;

    public string Name => "MRT";

    public string Positions => Has(MrtEditors.Connector) || Has(MrtEditors.Vision) ? "all" : "";

    /// <summary>The connector is this method's even without an editor there: it stays frozen.</summary>
    public IPeftMethod? Within(ModelPart part) => part == ModelPart.Vision && !Has(MrtEditors.Vision) ? null : this with { Part = part };

    public StreamEdit? EditStream(StreamSite site) => Part switch
    {
        ModelPart.Vision => site.Layer > 0 && site.Layer < site.Layers - 1 ? Editor(site, VisionRank, Visual, group: 0) : null,
        ModelPart.Connector => Has(MrtEditors.Connector) ? Editor(site, VisionRank, Visual, group: 0) : null,
        _ => EditText(site),
    };

    private EditGroups? EditText(StreamSite site)
    {
        var groups = new List<(string, StreamEdit)>();
        if (Has(MrtEditors.Prefix)) groups.Add(("prefix", Editor(site, TextRank, (layout, row) => End(layout, row, first: true), group: 0)));
        if (Has(MrtEditors.Suffix)) groups.Add(("suffix", Editor(site, TextRank, (layout, row) => End(layout, row, first: false), group: 1)));
        return groups.Count == 0 ? null : new EditGroups(Name, groups);
    }

    private SubspaceEditor Editor(StreamSite site, int rank, TokenRule rule, int group) =>
        new(new SubspaceForm(Name, rank) { MoveDropout = Dropout, Group = group, ReadsQuestions = Part == ModelPart.Language }, site, rule);

    private static IEnumerable<int> Visual(TokenLayout layout, int row) => Enumerable.Range(layout.VisualStart[row], layout.VisualCount[row]);

    private IEnumerable<int> End(TokenLayout layout, int row, bool first)
    {
        var question = layout.Question(row);
        var (begin, end) = PromptEnds.Of(question.Answer - question.Start, Tokens);
        return (first ? begin : end).Select(offset => question.Start + offset);
    }

    private bool Has(MrtEditors editor) => (Editors & editor) != MrtEditors.None;
}
