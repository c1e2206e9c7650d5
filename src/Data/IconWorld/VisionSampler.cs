using Steering.Data.Imaging;

namespace Steering.Data.IconWorld;

/// <summary>
/// A picture of vision pretraining with its labels, one a patch: the concept or word (the world's Total stands for background), and the paint
/// (−1 on background, six for an unpainted object).
/// </summary>
public sealed record VisionItem(Picture Picture, Scene Record, IReadOnlyList<int> Concepts, IReadOnlyList<int> PaintLabels);

/// <summary>Draws the pictures of vision pretraining (study, section 3): crops of one drawing, then scenes with dense labels; never the held-out style.</summary>
public sealed class VisionSampler(World world)
{
    /// <summary>Label of an object that is not painted; there are this many paints below it.</summary>
    public const int Unpainted = 6;

    /// <summary>Label of a patch that no paint is asked of.</summary>
    public const int NoPaint = -1;

    private const double PaintShare = 0.3;

    /// <summary>Shares of the crops and scenes with signs, in a world that has words: many, since letters are learnt slower than drawings.</summary>
    private const double SignCrops = 0.4;
    private const double SignScenes = 0.6;

    private readonly IReadOnlyList<int> _words = world.Words(ConceptPool.All);
    private readonly SceneRenderer _renderer = new(world);
    private readonly SceneManner _manner = new(Style.Train, PaintShare);

    /// <summary>Phase A: one drawing anywhere in a crop of <paramref name="side"/> pixels, and its concept.</summary>
    public (Picture Picture, int Concept) Crop(Chance chance, int side = Atlas.Cell)
    {
        ArgumentNullException.ThrowIfNull(chance);
        var isSign = _words.Count > 0 && chance.Is(SignCrops);
        var size = chance.Pick(isSign ? Signs.Sizes : World.Sizes);
        var thing = new SceneObject(
            isSign ? chance.Pick(_words) : chance.Below(world.Count), chance.Pick(Style.Train), chance.Between(0, side - size), chance.Between(0, side - size), size,
            !isSign && chance.Is(PaintShare) ? chance.Pick(Paints.All) : null);
        var scene = new Scene(chance.Below(SceneRenderer.Backgrounds.Count), chance.Next() >> 1, [thing]);
        return (_renderer.Render(scene, chance, side), thing.Concept);
    }

    /// <summary>Phase B: an augmented scene of <paramref name="least"/> to <paramref name="most"/> drawings, concepts drawn uniformly.</summary>
    public VisionItem Scene(Chance chance, int least = 2, int most = 7)
    {
        var scene = Compose(chance, _manner, least, most);
        return Label(scene, _renderer.Render(scene, chance));
    }

    /// <summary>A plain (not augmented) scene for tests of the tower, in the given styles.</summary>
    public VisionItem TestScene(Chance chance, IReadOnlyList<int> styles, int least = 1, int most = 6)
    {
        var scene = Compose(chance, new SceneManner(styles, PaintShare), least, most);
        return Label(scene, _renderer.Render(scene));
    }

    /// <summary>One unpainted drawing of a concept at random scale and place: an item of the leave-one-style-out probe.</summary>
    public Picture Probe(Chance chance, int concept, IReadOnlyList<int> styles) =>
        _renderer.Render(SceneComposer.Arrange(chance, [concept], new SceneManner(styles, PaintShare: 0)));

    private Scene Compose(Chance chance, SceneManner manner, int least, int most)
    {
        ArgumentNullException.ThrowIfNull(chance);
        var concepts = Enumerable.Range(0, chance.Between(least, most)).Select(_ => chance.Below(world.Count)).ToList();
        return Signs.Hang(chance, SceneComposer.Arrange(chance, concepts, manner), _words, SignScenes);
    }

    private VisionItem Label(Scene scene, Picture picture)
    {
        var labels = PatchLabels.Of(world, scene);
        return new VisionItem(
            picture,
            scene,
            Array.ConvertAll(labels, label => label < 0 ? world.Total : scene.Objects[label].Concept),
            Array.ConvertAll(labels, label => label < 0 ? NoPaint : (int?)scene.Objects[label].Paint ?? Unpainted));
    }
}
