namespace Steering.Data.IconWorld;

/// <summary>Who asks: the concepts that may be asked about, the wordings, the words that may be read, and which statements of place are made.</summary>
public sealed record AskingManner(IReadOnlyList<int> Ask, TemplateSet Templates = TemplateSet.Training)
{
    public IReadOnlyList<int> Read { get; init; } = [];

    public TripleSet Triples { get; init; }
}

/// <summary>
/// Draws questions about a scene. What is asked about is drawn so that a reader who sees no picture gains little: present and absent by the
/// same rule, counts before concepts, options uniformly.
/// </summary>
public sealed class QuestionAsker(World world)
{
    private readonly AnswerKey _key = new(world);
    private readonly SceneComposer _composer = new(world);

    /// <summary>A question of one kind, or null where the scene offers none.</summary>
    public Question? Ask(Chance chance, Scene scene, QuestionKind kind, AskingManner manner)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(manner);
        var target = kind switch
        {
            QuestionKind.Exist => Existing(chance, scene, manner.Ask),
            QuestionKind.Count => Counted(chance, scene, manner.Ask),
            QuestionKind.ChoiceName => Pick(chance, Askable(scene, manner.Ask).Select(concept => new QuestionTarget(concept))),
            QuestionKind.Color => Pick(chance, Askable(scene, manner.Ask).Select(concept => new QuestionTarget(concept))
                .Where(target => AnswerKey.Only(scene, target.Concept)?.Paint is not null)),
            QuestionKind.RelationYesNo => Related(chance, scene, manner),
            QuestionKind.RelationWhat => Pick(chance, Sides(scene, manner).Where(target => IsAskable(scene, kind, target, manner))),
            QuestionKind.SignSays => new QuestionTarget(),
            QuestionKind.SignBeside => Pick(chance, Sides(scene, manner).Where(target => _key.Answer(scene, kind, target) is not null)),
            _ => Pick(chance, scene.Objects.Select(Geometry.PlaceOf).Distinct().Select(place => new QuestionTarget(Place: place))
                .Where(target => IsAskable(scene, kind, target, manner))),
        };
        if (target is null || _key.Answer(scene, kind, target) is not { } answer) return null;
        if (QuestionKinds.Reading.Contains(kind) && !manner.Read.Contains(world.Number(answer))) return null;
        var text = Templates.Write(world, kind, target, Templates.Draw(chance, manner.Templates));
        return !QuestionKinds.Choice.Contains(kind) ? new Question(kind, target, text, answer, []) : WithOptions(chance, scene, new Question(kind, target, text, answer, []), manner.Ask);
    }

    /// <summary>Up to <paramref name="count"/> different questions, the kinds in random order, each at most twice.</summary>
    public IReadOnlyList<Question> AskMany(Chance chance, Scene scene, int count, IReadOnlyList<QuestionKind> kinds, AskingManner manner)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(kinds);
        var order = kinds.Concat(kinds).ToList();
        chance.Shuffle(order);
        var asked = new List<Question>();
        foreach (var kind in order)
        {
            if (asked.Count == count) break;
            if (Ask(chance, scene, kind, manner) is { } question && !asked.Exists(other => other.Text == question.Text)) asked.Add(question);
        }
        return asked;
    }

    private QuestionTarget? Existing(Chance chance, Scene scene, IReadOnlyList<int> ask)
    {
        var present = Present(scene, ask);
        var absent = Absent(chance, scene, ask);
        if (present.Count == 0 || absent is null) return null;
        return new QuestionTarget(chance.Is(0.5) ? chance.Pick(present) : absent);
    }

    /// <summary>An absent concept, drawn as the concepts of scenes are: so no name alone tells yes from no.</summary>
    private int? Absent(Chance chance, Scene scene, IReadOnlyList<int> ask)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var concept = chance.Pick(_composer.Draw(chance, ask, Math.Min(4, ask.Count)));
            if (AnswerKey.CountOf(scene, concept) == 0) return concept;
        }
        return null;
    }

    /// <summary>The count is drawn first, among those that the scene offers (none with a fifth of the weight of the others), then the concept.</summary>
    private QuestionTarget? Counted(Chance chance, Scene scene, IReadOnlyList<int> ask)
    {
        var present = Present(scene, ask);
        if (present.Count == 0) return null;
        if (chance.Is(0.2)) return Absent(chance, scene, ask) is { } absent ? new QuestionTarget(absent) : null;
        var groups = present.GroupBy(concept => AnswerKey.CountOf(scene, concept)).OrderBy(group => group.Key).ToList();
        var many = groups.FindAll(group => group.Key > 1);
        var chosen = many.Count > 0 && chance.Is(0.75) ? chance.Pick(many) : chance.Pick(groups);
        return new QuestionTarget(chance.Pick(chosen.ToList()));
    }

    private static IEnumerable<QuestionTarget> Sides(Scene scene, AskingManner manner) =>
        Askable(scene, manner.Ask).SelectMany(other => Enum.GetValues<Relation>().Select(relation => new QuestionTarget(Other: other, Relation: relation)));

    private QuestionTarget? Related(Chance chance, Scene scene, AskingManner manner)
    {
        var concepts = Askable(scene, manner.Ask);
        var pairs = concepts.SelectMany(a => concepts.Where(b => b != a).Select(b => (a, b)))
            .Where(pair => Between(scene, pair) is { } between && manner.Triples.IsIn(world, pair.a, between, pair.b)).ToList();
        if (pairs.Count == 0) return null;
        var (first, second) = chance.Pick(pairs);
        var relation = Between(scene, (first, second)) ?? throw new InvalidOperationException("A pair without relation was kept.");
        return new QuestionTarget(first, second, chance.Is(0.5) ? relation : relation.Opposite());
    }

    private static Relation? Between(Scene scene, (int First, int Second) pair) =>
        AnswerKey.Only(scene, pair.First) is { } first && AnswerKey.Only(scene, pair.Second) is { } second ? Geometry.RelationOf(first, second) : null;

    private bool IsAskable(Scene scene, QuestionKind kind, QuestionTarget target, AskingManner manner)
    {
        if (_key.Answer(scene, kind, target) is not { } answer) return false;
        var meant = kind == QuestionKind.ChoiceKind ? scene.Objects.First(thing => Geometry.PlaceOf(thing) == target.Place).Concept : world.Number(answer);
        return manner.Ask.Contains(meant) && (target is not { Relation: { } relation, Other: { } other } || manner.Triples.IsIn(world, meant, relation, other));
    }

    private Question? WithOptions(Chance chance, Scene scene, Question question, IReadOnlyList<int> ask)
    {
        var count = question.Kind == QuestionKind.ChoiceName ? 3 : chance.Between(2, 4);
        var wrong = question.Kind == QuestionKind.ChoiceKind
            ? world.Kinds.Where(kind => kind != question.Answer).ToList()
            : ask.Where(concept => AnswerKey.CountOf(scene, concept) == 0).Select(world.Name).ToList();
        if (wrong.Count < count - 1) return null;
        chance.Shuffle(wrong);
        var options = wrong.Take(count - 1).Append(question.Answer).ToList();
        chance.Shuffle(options);
        return question with { Choices = options, Answer = Question.Letters[options.IndexOf(question.Answer)].ToString() };
    }

    /// <summary>Concepts that may be asked about and are in the scene; each once, in order of number.</summary>
    private static List<int> Present(Scene scene, IReadOnlyList<int> ask) =>
        [.. scene.Objects.Select(thing => thing.Concept).Distinct().Where(ask.Contains).Order()];

    /// <summary>Those of them that are in the scene exactly once.</summary>
    private static List<int> Askable(Scene scene, IReadOnlyList<int> ask) => Present(scene, ask).FindAll(concept => AnswerKey.CountOf(scene, concept) == 1);

    private static QuestionTarget? Pick(Chance chance, IEnumerable<QuestionTarget> targets)
    {
        var list = targets.ToList();
        return list.Count == 0 ? null : chance.Pick(list);
    }
}
