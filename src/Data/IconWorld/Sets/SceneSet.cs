namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// What a set of scenes is: its stream of chance (captions, tuning, validation, test …, so that sets of one seed never share scenes), which
/// concepts appear and are asked about, in which styles, wordings and form. Equal records write equal bytes.
/// </summary>
public sealed record SceneSet
{
    /// <summary>Name of the stream of chance.</summary>
    public required string Stream { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Images of captions and tuning; questions of VQAv2, ScienceQA and POPE.</summary>
    public required int Count { get; init; }

    /// <summary>Concepts that appear.</summary>
    public ConceptPool Scenes { get; init; } = ConceptPool.Asked;

    /// <summary>Concepts that are asked about.</summary>
    public ConceptPool Ask { get; init; } = ConceptPool.Asked;

    /// <summary>Whether the drawings are of the style that no training stage shows.</summary>
    public bool HeldOutStyle { get; init; }

    public TemplateSet Templates { get; init; }

    /// <summary>Share of the scenes in which signs hang.</summary>
    public double SignShare { get; init; }

    /// <summary>Statements of place that questions and captions make.</summary>
    public TripleSet Triples { get; init; }

    /// <summary>Kinds of questions, each in equal number in tests.</summary>
    public IReadOnlyList<QuestionKind> Kinds { get; init; } = QuestionKinds.OfThings;

    /// <summary>Whether captions say how things are painted.</summary>
    public bool PaintWords { get; init; } = true;

    /// <summary>Questions of one tuning conversation.</summary>
    public int QuestionsPerImage { get; init; } = 6;

    /// <summary>Form of the questions in tuning conversations; benchmarks write their own.</summary>
    public PromptForm Prompts { get; init; } = PromptForm.Plain;

    internal SceneManner Manner => new(HeldOutStyle ? Style.HeldOut : Style.Train);

    internal AskingManner Asking(World world) => new(world.Pool(Ask), Templates) { Read = world.Words(Ask), Triples = Triples };

    internal Scene Hang(World world, Chance chance, Scene scene) => Signs.Hang(chance, scene, world.Words(Scenes), SignShare);

    internal Chance Chance => Chance.Of(Seed, Stream);
}
