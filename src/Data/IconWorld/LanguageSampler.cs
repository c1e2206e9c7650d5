namespace Steering.Data.IconWorld;

/// <summary>
/// Draws sequences of language pretraining over written scenes: no pixels, no tokens, only words. Question kinds that are left out here are
/// new to the model in tuning (headroom on the language side). Chance comes from the caller; safe for many threads.
/// </summary>
public sealed class LanguageSampler
{
    private readonly World _world;
    private readonly IReadOnlyList<QuestionKind> _kinds;
    private readonly IReadOnlyList<QuestionKind> _earlyKinds;
    private readonly LanguageMixture _mixture;
    private readonly SceneComposer _composer;
    private readonly QuestionAsker _asker;
    private readonly Captions _captions;
    private readonly WrittenScene _written;
    private readonly IReadOnlyList<int> _all;
    private readonly IReadOnlyList<int> _words;
    private readonly AskingManner _manner;

    public LanguageSampler(World world, IReadOnlyList<QuestionKind> kinds, LanguageMixture mixture)
    {
        if (kinds.Count == 0) throw new ArgumentException("Language pretraining needs at least one kind of question.", nameof(kinds));
        (_world, _kinds, _mixture) = (world, kinds, mixture);
        var early = mixture.EarlyKinds.Where(kinds.Contains).ToList();
        _earlyKinds = early.Count > 0 ? early : kinds;
        _composer = new SceneComposer(world);
        _asker = new QuestionAsker(world);
        _captions = new Captions(world);
        _written = new WrittenScene(world);
        _all = world.Pool(ConceptPool.All);
        _words = world.Words(ConceptPool.All);
        _manner = new AskingManner(_all) { Read = _words };
        Facts = new LanguageFacts(world);
    }

    public LanguageFacts Facts { get; }

    /// <summary>The next sequence; <paramref name="progress"/> from 0 to 1 drives the curriculum (objects, questions, kinds, background).</summary>
    public LanguageItem Next(Chance chance, double progress)
    {
        ArgumentNullException.ThrowIfNull(chance);
        var isEarly = progress < 0.5;
        if (progress < 0.6 && chance.Is(_mixture.Copy)) return Copy(chance);
        if (!isEarly && chance.Is(_mixture.Text)) return new LanguageItem(LanguageForm.Text, 1) { Text = Facts.Draw(chance) };
        var objects = chance.Between(1, 1 + Math.Min(5, (int)Math.Round(8 * progress)));
        var scene = Signs.Hang(chance, _composer.Compose(chance, objects, _all, SceneManner.Training), _words, _mixture.Signs);
        if (chance.Is(_mixture.Sentence)) return Chat(chance, scene, progress) with { Text = _captions.Sentence(chance, scene) };
        var background = progress < 0.35 ? 0 : isEarly ? 0.3 : _mixture.Background;
        var cells = _written.Cells(chance, scene, CellManner.Pretraining(chance.Is(background)));
        if (chance.Is(isEarly ? _mixture.EarlyChecklist : _mixture.Checklist)) return Checklist(chance, scene) with { Cells = cells };
        if (chance.Is(isEarly ? Math.Min(0.05, _mixture.Caption) : _mixture.Caption))
        {
            return new LanguageItem(LanguageForm.Caption, 1) { Cells = cells, Text = _captions.Write(chance, scene) };
        }
        return Chat(chance, scene, progress) with { Cells = cells };
    }

    private LanguageItem Chat(Chance chance, Scene scene, double progress)
    {
        var count = progress < 0.25 ? Math.Min(3, _mixture.Questions) : progress < 0.5 ? Math.Min(4, _mixture.Questions) : _mixture.Questions;
        var kinds = progress < 0.3 ? _earlyKinds : _kinds;
        var questions = _asker.AskMany(chance, scene, count, kinds, _manner);
        if (questions.Count == 0) return Checklist(chance, scene); // the scene offers none of the kinds
        return new LanguageItem(LanguageForm.Chat, _mixture.PromptWeight)
        {
            Turns = [.. questions.Select(question => new Turn(_mixture.Prompts.Write(question), question.Answer))],
        };
    }

    private LanguageItem Checklist(Chance chance, Scene scene)
    {
        var present = scene.Objects.Select(thing => thing.Concept).Distinct().Order().ToList();
        var entries = Enumerable.Range(0, _mixture.ChecklistWords).Select(_ =>
        {
            var concept = chance.Is(0.5) ? chance.Pick(present) : chance.Below(_world.Total);
            return new ChecklistEntry(_world.Name(concept), present.Contains(concept));
        });
        return new LanguageItem(LanguageForm.Checklist, _mixture.PromptWeight) { Checklist = [.. entries] };
    }

    private LanguageItem Copy(Chance chance) => new(LanguageForm.Copy, 0)
    {
        Copied = [.. Enumerable.Range(0, chance.Between(3, 7)).Select(_ => chance.Is(0.25) ? chance.Pick(Paints.All).Word() : _world.Name(chance.Below(_world.Total)))],
    };
}
