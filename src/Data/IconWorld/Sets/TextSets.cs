using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxies of the text-only benchmarks in their own files, made of what language pretraining shows as plain text: scenes in words with questions
/// about them, and facts about things. They tell what of it a model still has before and after tuning; pretraining may have shown any of the facts,
/// so a number says something only beside another model's.
/// </summary>
public static class TextSets
{
    /// <summary>Choices and endings of an item.</summary>
    public const int Options = 4;

    // The harness puts "activity: " before a text: so it begins as a conversation does.
    private const string User = "USER";
    private const string Assistant = "ASSISTANT:";

    private const int Numbers = 6;

    /// <summary>Proxy of MMLU: which thing is in a scene in words (subject scenes, every second question), what is a thing a kind of, what has it.</summary>
    public static void WriteMmlu(World world, SceneSet set, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var subject in MmluRows(world, set).GroupBy(row => row.Subject, StringComparer.Ordinal))
            MmluFiles.Write(Path.Combine(folder, subject.Key + "_test.jsonl"), subject);
    }

    public static IReadOnlyList<MmluRow> MmluRows(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var parts = world.Concepts.Where(concept => world.Atlas.WordNet.TryGetValue(concept.Name, out var entry) && entry.Parts.Count > 0)
            .Select(concept => (concept.Name, Parts: world.Atlas.WordNet[concept.Name].Parts)).ToList();
        var all = parts.SelectMany(thing => thing.Parts).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var rows = new List<MmluRow>();
        while (rows.Count < set.Count)
        {
            var turn = parts.Count == 0 ? rows.Count % 2 : rows.Count % 4;
            if (turn % 2 == 0)
            {
                var scene = new SceneComposer(world).Compose(chance, chance.Between(2, 4), world.Pool(set.Scenes), set.Manner);
                var there = scene.Objects.Select(thing => thing.Concept).Distinct().ToList();
                var absent = world.Pool(set.Ask).Except(there).Select(world.Name).ToList();
                rows.Add(Row(chance, $"{new Captions(world).Sentence(chance, scene)}\nwhich of these is in the picture?", "scenes", world.Name(chance.Pick(there)), absent));
            }
            else if (turn == 1)
            {
                var concept = chance.Pick(world.Concepts);
                rows.Add(Row(chance, $"{World.Article(concept.Name)}{concept.Name} is a kind of", "kinds", concept.Kind, [.. world.Kinds.Where(kind => kind != concept.Kind)]));
            }
            else
            {
                var thing = chance.Pick(parts);
                rows.Add(Row(chance, $"{World.Article(thing.Name)}{thing.Name} has a", "parts", chance.Pick(thing.Parts), [.. all.Except(thing.Parts)]));
            }
        }
        return rows;
    }

    /// <summary>
    /// Proxy of HellaSwag: a scene in words and a question about it, asked as pretraining asks; the endings are four answers of the question's kind
    /// (paints, numbers), of which the scene makes one right.
    /// </summary>
    public static void WriteHellaSwag(World world, SceneSet set, string folder)
    {
        Directory.CreateDirectory(folder);
        HellaSwagFiles.Write(Path.Combine(folder, "hellaswag_val.jsonl"), HellaSwagRows(world, set));
    }

    public static IReadOnlyList<HellaSwagRow> HellaSwagRows(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var (composer, asker, captions) = (new SceneComposer(world), new QuestionAsker(world), new Captions(world));
        var pool = world.Pool(set.Scenes);
        var manner = set.Asking(world);
        var trials = new Trials(set);
        var rows = new List<HellaSwagRow>();
        while (rows.Count < set.Count)
        {
            trials.Next();
            var kind = rows.Count % 2 == 0 ? QuestionKind.Color : QuestionKind.Count;
            var scene = composer.Compose(chance, chance.Between(2, 5), pool, set.Manner);
            if (asker.Ask(chance, scene, kind, manner) is not { } question) continue;
            List<string> wrong = [.. kind == QuestionKind.Color ? Paints.All.Select(paint => paint.Word()) : Enumerable.Range(0, Numbers).Select(AnswerKey.Number)];
            wrong.Remove(question.Answer);
            chance.Shuffle(wrong);
            var (endings, right) = Mixed(chance, question.Answer, [.. wrong.Take(Options - 1)]);
            var text = $"{captions.Sentence(chance, scene)}\n{question.Text}";
            rows.Add(new HellaSwagRow(User, $"{text} {Assistant}", "", text, endings, right));
        }
        return rows;
    }

    private static MmluRow Row(Chance chance, string question, string subject, string right, List<string> wrong)
    {
        chance.Shuffle(wrong);
        var (choices, answer) = Mixed(chance, right, [.. wrong.Take(Options - 1)]);
        return new MmluRow(question, subject, choices, answer);
    }

    private static (IReadOnlyList<string> Options, int Right) Mixed(Chance chance, string right, List<string> wrong)
    {
        List<string> options = [right, .. wrong];
        chance.Shuffle(options);
        return (options, options.IndexOf(right));
    }
}
