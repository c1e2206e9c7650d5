using Steering.Analysis;
using Steering.Data.IconWorld;
using Steering.Evaluation;
using Steering.Training;

namespace Steering.Stages;

/// <summary>What a zoo says about MRT's figures.</summary>
/// <param name="Landscape">Where the loss around tuned models is taken.</param>
/// <param name="Control">Token-level control; null where nobody knows which tokens show what.</param>
public sealed record MrtStudy(RankMap Ranks, LandscapeRules Landscape, ControlSet? Control);

/// <summary>A grid of MRT's two ranks.</summary>
/// <param name="Multimodal">Ranks of the editors of text.</param>
/// <param name="Visual">Ranks of the editors of visual tokens.</param>
/// <param name="Seeds">At most so many of the zoo's seeds, unless a person asks for a number.</param>
/// <param name="Columns">Columns of MRT's comparison that the map is drawn of.</param>
public sealed record RankMap(IReadOnlyList<int> Multimodal, IReadOnlyList<int> Visual, int Seeds, IReadOnlyList<string> Columns);

/// <summary>Editors that turn the answers about one thing in a picture, on a zoo's composed sets.</summary>
/// <param name="Row">The editors and how they are trained; they begin on the fully tuned model.</param>
/// <param name="Seen">The set on whose pictures they are trained.</param>
/// <param name="Asked">The set on whose pictures they are tried.</param>
/// <param name="Form">How questions are put.</param>
/// <param name="Learning">What they learn.</param>
/// <param name="Trial">How they are tried.</param>
public sealed record ControlSet(MethodRow Row, DataSet Seen, DataSet Asked, PromptForm Form, RedirectRules Learning, ControlRules Trial);
