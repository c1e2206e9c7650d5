using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of VQAv2 in its own files: open questions in complementary pairs (one question, two nearly equal scenes, two answers), the kinds in
/// equal numbers as question_type, ten equal answers each.
/// </summary>
public static class VqaSet
{
    public const string Subtype = "val2014";
    public const string QuestionsFile = "v2_OpenEnded_mscoco_val2014_questions.json";
    public const string AnnotationsFile = "v2_mscoco_val2014_annotations.json";
    public const string ImageFolder = "val2014";

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var records = Records(world, set);
        var target = new SetFolder(world, folder, ImageFolder);
        VqaV2Files.Write(target[QuestionsFile], target[AnnotationsFile], [.. records.Select(ToSample)], Subtype, "Scenes of the icon world in VQAv2's format");
        target.Write(records, progress);
    }

    /// <summary>Records in pairs: 2i and 2i + 1 ask the same.</summary>
    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var kinds = set.Kinds.Where(QuestionKinds.Open.Contains).ToList();
        if (kinds.Count == 0) throw new ArgumentException("A VQAv2 set needs at least one open kind of question.", nameof(set));
        var chance = set.Chance;
        var maker = new PairMaker(world, set);
        var pairs = set.Count / kinds.Count / 2;
        if (pairs == 0) throw new ArgumentException($"{set.Count} questions are too few for pairs of {kinds.Count} kinds; ask for {kinds.Count * 2} or more.", nameof(set));
        var records = new List<SceneRecord>();
        foreach (var kind in kinds)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                var (scene, question, edited, answer) = maker.Make(chance, kind);
                records.Add(new SceneRecord(ImageName(records.Count), scene, [question]));
                records.Add(new SceneRecord(ImageName(records.Count), edited, [question with { Answer = answer }]));
            }
        }
        return records;
    }

    private static string ImageName(int number) => VqaV2Files.ImageName(Subtype, number + 1, ".png");

    private static Sample ToSample(SceneRecord record, int index) => new()
    {
        Id = (index + 1).ToString(CultureInfo.InvariantCulture),
        Image = record.Image,
        Turns = [new Turn(record.Questions[0].Text, record.Questions[0].Answer)],
        Answers = [.. Enumerable.Repeat(record.Questions[0].Answer, 10)],
        Category = record.Questions[0].Kind.Name(),
    };

    private sealed class PairMaker(World world, SceneSet set)
    {
        private readonly SceneComposer _composer = new(world);
        private readonly QuestionAsker _asker = new(world);
        private readonly ComplementaryPair _pair = new(world);
        private readonly IReadOnlyList<int> _pool = world.Pool(set.Scenes);
        private readonly AskingManner _manner = set.Asking(world);

        public (Scene Scene, Question Question, Scene Edited, string Answer) Make(Chance chance, QuestionKind kind)
        {
            for (var trial = 0; trial < 10_000; trial++)
            {
                var scene = _composer.Compose(chance, chance.Between(2, 6), _pool, set.Manner);
                if (_asker.Ask(chance, scene, kind, _manner) is not { } question) continue;
                if (_pair.Find(chance, scene, question, _pool, _manner.Ask) is not { } edited) continue;
                return chance.Is(0.5) ? (scene, question, edited.Scene, edited.Answer) : (edited.Scene, question with { Answer = edited.Answer }, scene, question.Answer);
            }
            throw new InvalidOperationException($"No scene of {set.Scenes} offers a pair of '{kind.Name()}' about {set.Ask} in 10,000 trials. Widen the pools, or leave the kind out.");
        }
    }
}
