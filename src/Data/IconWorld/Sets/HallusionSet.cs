using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of HallusionBench in its own file: yes or no about a scene and about its edited twin, in which the first question's answer is the other
/// one. Sets by turns are VD (original, edit) and VS (no picture, original, edit); asked without a picture the right answer is no, for nothing is
/// there to be seen, and unclear counts as right too. Two questions about each figure; the form of the first is the subcategory.
/// </summary>
public static class HallusionSet
{
    public const string File = "HallusionBench.json";
    public const string ImageFolder = "hallusion_bench";

    /// <summary>Questions of a VD and a VS set together.</summary>
    public const int PerTwoSets = 10;

    private static readonly IReadOnlyList<QuestionKind> s_kinds = [QuestionKind.Exist, QuestionKind.RelationYesNo];

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        var figures = Figures(world, set);
        var target = new SetFolder(world, folder, ImageFolder);
        HallusionBenchFiles.Write(target[File], figures.SelectMany(figure => figure.Samples));
        target.Write([.. figures.Select(figure => figure.Record).OfType<SceneRecord>()], progress);
    }

    /// <summary>Each figure with its samples; no record where there is no picture.</summary>
    public static IReadOnlyList<(SceneRecord? Record, IReadOnlyList<Sample> Samples)> Figures(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var (composer, asker, pairs, key) = (new SceneComposer(world), new QuestionAsker(world), new ComplementaryPair(world), new AnswerKey(world));
        var pool = world.Pool(set.Scenes);
        var manner = set.Asking(world);
        var trials = new Trials(set);
        var figures = new List<(SceneRecord?, IReadOnlyList<Sample>)>();
        for (var number = 0; number < set.Count / PerTwoSets * 2;)
        {
            trials.Next();
            var kind = s_kinds[number / 2 % s_kinds.Count];
            var scene = composer.Compose(chance, chance.Between(3, 6), pool, set.Manner);
            if (asker.Ask(chance, scene, kind, manner) is not { } first || pairs.Find(chance, scene, first, pool, manner.Ask) is not var (edited, answer)) continue;
            if (asker.Ask(chance, scene, QuestionKind.Exist, manner) is not { } second || second.Text == first.Text) continue;
            if (key.Answer(edited, second.Kind, second.Target) is not { } secondAnswer) continue;
            IReadOnlyList<Question> asked = [first, second], twin = [first with { Answer = answer }, second with { Answer = secondAnswer }];
            var isSupplement = number % 2 == 1;
            if (isSupplement) figures.Add((null, Samples("VS", kind, number, 0, [.. asked.Select(question => question with { Answer = "no" })])));
            figures.Add(Seen(isSupplement ? "VS" : "VD", kind, number, isSupplement ? 1 : 0, scene, asked));
            figures.Add(Seen(isSupplement ? "VS" : "VD", kind, number, isSupplement ? 2 : 1, edited, twin));
            number++;
        }
        return figures;
    }

    private static (SceneRecord, IReadOnlyList<Sample>) Seen(string category, QuestionKind kind, int set, int figure, Scene scene, IReadOnlyList<Question> questions)
    {
        var samples = Samples(category, kind, set, figure, questions);
        return (new SceneRecord(samples[0].Image!, scene, questions), samples);   // an original or an edit has a picture
    }

    private static List<Sample> Samples(string category, QuestionKind kind, int set, int figure, IReadOnlyList<Question> questions)
    {
        var visual = (category, figure) switch { ("VS", _) => figure, _ => figure + 1 };
        return
        [
            .. questions.Select((question, i) => new Sample
            {
                Id = new HallusionKey(category, kind.Name(), Text(visual), Text(set), Text(figure), Text(i)).ToString(),
                Image = visual == 0 ? null : $"{category}/{kind.Name()}/{Text(set)}_{Text(figure)}.png",
                Turns = [new Turn(question.Text, question.Answer)],
                Answers = [question.Answer, question.Answer + "."],
                Category = category,
            }),
        ];

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
