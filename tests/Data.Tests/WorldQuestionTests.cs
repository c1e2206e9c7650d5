using Steering.Data.IconWorld;

namespace Steering.Data.Tests;

/// <summary>Answers are recomputed here from the words of the question and the record, by rules written a second time.</summary>
public sealed class WorldQuestionTests
{
    private static readonly World s_world = WorldCases.Load(60, words: 20);
    private static readonly IReadOnlyList<int> s_all = s_world.Pool(ConceptPool.All);
    private static readonly IReadOnlyList<int> s_words = s_world.Words(ConceptPool.All);

    private static IEnumerable<(Scene Scene, Question Question)> Asked(int scenes, string stream, TemplateSet templates = TemplateSet.Training)
    {
        var chance = Chance.Of(3, stream);
        var composer = new SceneComposer(s_world);
        var asker = new QuestionAsker(s_world);
        for (var i = 0; i < scenes; i++)
        {
            var scene = Signs.Hang(chance, composer.Compose(chance, chance.Between(1, 6), s_all, SceneManner.Training), s_words, share: 0.3);
            foreach (var kind in QuestionKinds.All)
            {
                if (asker.Ask(chance, scene, kind, new AskingManner(s_all, templates) { Read = s_words }) is { } question) yield return (scene, question);
            }
        }
    }

    [Theory]
    [InlineData(TemplateSet.Training)]
    [InlineData(TemplateSet.HeldOut)]
    public void Every_answer_follows_from_the_words_of_the_question_and_the_record(TemplateSet templates)
    {
        var seen = new HashSet<QuestionKind>();
        foreach (var (scene, question) in Asked(600, "again", templates))
        {
            seen.Add(question.Kind);
            var answer = question.Choices.Count > 0 ? question.Choices[Question.Letters.IndexOf(question.Answer, StringComparison.Ordinal)] : question.Answer;
            Assert.Equal(Again(scene, question), answer);
        }
        Assert.Equal(QuestionKinds.All.Count, seen.Count);
    }

    [Fact]
    public void Wrong_options_are_wrong()
    {
        foreach (var (scene, question) in Asked(400, "options").Where(pair => pair.Question.Choices.Count > 0))
        {
            var right = Question.Letters.IndexOf(question.Answer, StringComparison.Ordinal);
            var there = scene.Objects.Select(thing => question.Kind == QuestionKind.ChoiceKind ? "" : s_world.Name(thing.Concept)).ToHashSet();
            Assert.Equal(question.Choices.Count, question.Choices.Distinct().Count());
            Assert.All(question.Choices.Where((_, i) => i != right), choice => Assert.DoesNotContain(choice, there));
        }
    }

    [Fact]
    public void The_third_wording_is_kept_for_tests()
    {
        var training = Asked(300, "words").Select(pair => pair.Question).Where(question => !QuestionKinds.Choice.Contains(question.Kind)).Select(Shape).ToHashSet();
        var heldOut = Asked(300, "words", TemplateSet.HeldOut).Select(pair => pair.Question).Where(question => !QuestionKinds.Choice.Contains(question.Kind)).Select(Shape).ToHashSet();
        Assert.Empty(training.Intersect(heldOut));
        Assert.Equal(16, training.Count);
        Assert.Equal(8, heldOut.Count);
    }

    [Fact]
    public void An_edited_scene_answers_the_same_question_otherwise_and_differs_in_one_or_two_objects()
    {
        var chance = Chance.Of(3, "pairs");
        var pairs = new ComplementaryPair(s_world);
        var found = new HashSet<QuestionKind>();
        foreach (var (scene, question) in Asked(300, "edit").Where(pair => QuestionKinds.Open.Contains(pair.Question.Kind)))
        {
            if (pairs.Find(chance, scene, question, s_all, s_all) is not { } edited) continue;
            found.Add(question.Kind);
            Assert.NotEqual(question.Answer, edited.Answer);
            Assert.Equal(Again(edited.Scene, question), edited.Answer);
            Assert.InRange(scene.Objects.Zip(edited.Scene.Objects).Count(pair => pair.First != pair.Second), 1, 2);
        }
        Assert.Equal(QuestionKinds.Open.Count, found.Count);
    }

    [Fact]
    public void Counts_above_one_are_common()
    {
        var counts = Asked(1500, "counts").Select(pair => pair.Question).Where(question => question.Kind == QuestionKind.Count).ToList();
        Assert.True(counts.Count(question => question.Answer == "one") < 0.55 * counts.Count);
        Assert.True(counts.CountBy(question => question.Answer).Count() >= 5);
    }

    private static string Shape(Question question)
    {
        string[] words = question.Text.TrimEnd('?', '.').Split(' ');
        var names = s_world.Concepts.Select(concept => concept.Name).ToHashSet();
        return $"{question.Kind} " + string.Join(' ', words.Where(word => !names.Contains(word) && word is not ("a" or "an" or "left" or "right" or "of" or "above" or "below" or "top" or "middle" or "bottom" or "center")));
    }

    private static string? Again(Scene scene, Question question)
    {
        var words = question.Text.Replace("?", "", StringComparison.Ordinal).TrimEnd('.').Split(' ').ToList();
        var named = words.Where(word => s_world.Concepts.Any(concept => concept.Name == word)).ToList();
        var things = scene.Objects.Select(thing => (Name: s_world.Name(thing.Concept), Kind: s_world.All[thing.Concept].Kind, X: thing.X + (thing.Size / 2.0), Y: thing.Y + (thing.Size / 2.0), thing.Paint)).ToList();
        string Where(double x, double y) => $"{(y < 32 ? "top" : y < 64 ? "middle" : "bottom")} {(x < 32 ? "left" : x < 64 ? "center" : "right")}";
        bool Lies((string Name, string Kind, double X, double Y, Paint? Paint) a, (string Name, string Kind, double X, double Y, Paint? Paint) b)
        {
            double dx = b.X - a.X, dy = b.Y - a.Y;
            var across = Math.Abs(dx) > Math.Abs(dy);
            return words.Contains("left") ? across && dx > 0 : words.Contains("right") ? across && dx < 0 : words.Contains("above") ? !across && dy > 0 : !across && dy < 0;
        }
        string[] numbers = ["zero", "one", "two", "three", "four", "five", "six"];
        return question.Kind switch
        {
            QuestionKind.Exist => things.Exists(thing => thing.Name == named[0]) ? "yes" : "no",
            QuestionKind.Count => numbers[things.FindAll(thing => thing.Name == named[0]).Count],
            QuestionKind.Color => things.Single(thing => thing.Name == named[0]).Paint.ToString()?.ToLowerInvariant(),
            QuestionKind.WhereWhat or QuestionKind.ChoiceWhat => things.Single(thing => question.Text.Contains(Where(thing.X, thing.Y), StringComparison.Ordinal)).Name,
            QuestionKind.ChoiceKind => things.Single(thing => question.Text.Contains(Where(thing.X, thing.Y), StringComparison.Ordinal)).Kind,
            QuestionKind.RelationYesNo => Lies(things.Single(thing => thing.Name == named[0]), things.Single(thing => thing.Name == named[1])) ? "yes" : "no",
            QuestionKind.RelationWhat => things.Where(thing => thing.Name != named[0]).Single(thing => Lies(thing, things.Single(other => other.Name == named[0]))).Name,
            QuestionKind.SignSays => things.Single(thing => thing.Kind == "sign").Name,
            QuestionKind.SignBeside => things.Where(thing => thing.Kind == "sign").Single(thing => Lies(thing, things.Single(other => other.Name == named[0]))).Name,
            _ => things.Single(thing => question.Choices.Contains(thing.Name)).Name,
        };
    }
}
