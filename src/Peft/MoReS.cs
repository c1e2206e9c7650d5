using System.Text.Json.Serialization;
using Steering.Models;
using Steering.Tensors;

namespace Steering.Peft;

/// <summary>Which tokens of a row a method may steer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SteeredTokens>))]
public enum SteeredTokens
{
    /// <summary>The picture's.</summary>
    Visual,

    /// <summary>The first question's text behind the picture.</summary>
    Text,

    /// <summary>Both as one stretch, from the first visual token to the end of the question.</summary>
    VisualAndText,

    /// <summary>Both apart: each has editors of its own.</summary>
    VisualAndTextApart,
}

/// <summary>
/// MoReS (Bi et al. 2024, arXiv 2412.12359): moves visual tokens inside a learned subspace, h' = h + Rᵀ(W h + b − R h), on the stream
/// behind every chosen block; rows of R [r, D] orthonormal. Printed eq. 3 omits the residual h that figure 3 and the released code have;
/// W and R share one R, as the printed parameter counts demand. Inside the subspace the state is replaced by W h + b, its complement stays,
/// text tokens and text-only rows are not touched unless <see cref="Tokens"/> asks for it. Not the identity at the start, as released.
/// </summary>
/// <param name="Rank">r: 1 is MoReS-B, 2 MoReS-L, 4 MoReS-H.</param>
/// <param name="Positions">Which of these tokens move (<see cref="VisualPositions"/>); the released scripts all say f4+l5.</param>
/// <param name="Dropout">On the whole steered state, as released; active in training only.</param>
/// <param name="Layers">Which blocks (<see cref="LayerChoice"/>). The last block's editor never gets a gradient: nothing reads visual tokens behind it.</param>
public sealed record MoReS(int Rank, string Positions = "f4+l5", double Dropout = 0.05, string Layers = "all") : IPeftMethod
{
    /// <summary>The released scripts steer visual tokens; their code can steer the question's too.</summary>
    public SteeredTokens Tokens { get; init; } = SteeredTokens.Visual;

    /// <summary>False gives the first and the last tokens of <c>f{a}+l{b}</c> weights of their own.</summary>
    public bool SharesWeights { get; init; } = true;

    /// <summary>False drops the orthogonality (released as norot_mores): R is any matrix, drawn as torch's linear weights.</summary>
    public bool IsOrthogonal { get; init; } = true;

    public string Name => Rank switch { 1 => "MoReS-B", 2 => "MoReS-L", 4 => "MoReS-H", _ => $"MoReS r={Rank}" };

    public StreamEdit? EditStream(StreamSite site)
    {
        VisualPositions.Check(Positions);
        if (!LayerChoice.Contains(Layers, site.Layer, site.Layers)) return null;
        var rules = Rules().ToList();
        if (rules.Count == 1) return Edit(site, rules[0], group: 0);
        return new EditGroups(Name, [.. rules.Select((rule, group) => ($"group{group}", Edit(site, rule, group)))]);
    }

    /// <summary>The method of a released checkpoint.</summary>
    internal static MoReS OfReleased(ReleasedEditing editing)
    {
        var (text, visual) = (editing.Steering.Modality.Contains("text", StringComparison.Ordinal), editing.Steering.Modality.Contains("vis", StringComparison.Ordinal));
        var tokens = text && visual ? SteeredTokens.VisualAndText : text ? SteeredTokens.Text : SteeredTokens.Visual;
        return new MoReS(editing.Rank, editing.Steering.Positions, editing.Dropout, editing.Layers) { Tokens = tokens, SharesWeights = editing.Steering.SharesWeights };
    }

    /// <summary>How the released program describes what was grafted.</summary>
    /// <exception cref="NotSupportedException">Its layout cannot hold this method.</exception>
    internal static ReleasedEditing ToReleased(Grafted grafted, ReleasedSteering steering)
    {
        if (grafted.Method is not MoReS { IsOrthogonal: true, SharesWeights: true } method || method.Tokens == SteeredTokens.VisualAndTextApart)
        {
            throw new NotSupportedException($"The released layout holds one orthogonal editor a block; {grafted.Method.Name} is built otherwise. Save it as an adapter file.");
        }
        var layers = grafted.Language.Where(one => one.Name.EndsWith(".raw", StringComparison.Ordinal)).Select(one => one.Name.Split('.')[^2]);
        return new ReleasedEditing(method.Rank, method.Dropout, string.Join(',', layers.OrderBy(int.Parse)), steering);
    }

    private SubspaceEditor Edit(StreamSite site, TokenRule rule, int group)
    {
        var form = new SubspaceForm(Name, Rank, IsOrthogonal) { StateDropout = Dropout, Group = group, ReadsQuestions = Tokens != SteeredTokens.Visual };
        return new SubspaceEditor(form, site, rule);
    }

    /// <summary>One rule for each editor: visual before text, first before last.</summary>
    private IEnumerable<TokenRule> Rules()
    {
        if (!SharesWeights) _ = VisualPositions.ChooseEnds(Positions, 1);
        SteeredTokens[] stretches = Tokens == SteeredTokens.VisualAndTextApart ? [SteeredTokens.Visual, SteeredTokens.Text] : [Tokens];
        foreach (var stretch in stretches)
        {
            if (SharesWeights)
            {
                yield return (layout, row) => At(Stretch(layout, row, stretch), VisualPositions.Choose);
                continue;
            }
            yield return (layout, row) => At(Stretch(layout, row, stretch), (text, count) => VisualPositions.ChooseEnds(text, count).First);
            yield return (layout, row) => At(Stretch(layout, row, stretch), (text, count) => VisualPositions.ChooseEnds(text, count).Last);
        }
    }

    private IEnumerable<int> At((int Start, int Count) stretch, Func<string, int, IReadOnlyList<int>> choose) =>
        choose(Positions, stretch.Count).Select(offset => stretch.Start + offset);

    private static (int Start, int Count) Stretch(TokenLayout layout, int row, SteeredTokens tokens)
    {
        var (start, count) = (layout.VisualStart[row], layout.VisualCount[row]);
        if (tokens == SteeredTokens.Visual) return (start, count);
        var question = layout.Question(row);
        return tokens == SteeredTokens.Text || count == 0 ? (question.Start, question.End - question.Start) : (start, question.End - start);
    }
}
