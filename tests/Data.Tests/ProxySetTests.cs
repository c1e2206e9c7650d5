using Steering.Data.IconWorld;
using Steering.Data.IconWorld.Sets;
using Steering.Data.Sources;

namespace Steering.Data.Tests;

/// <summary>The icon world's proxies of MMMU, HallusionBench, MM-Vet, MMLU and HellaSwag: read by the benchmarks' own readers, their answers true.</summary>
public sealed class ProxySetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("proxies-").FullName;

    private static World World => WorldCases.Tiny;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Mmmu_s_six_subjects_are_asked_in_equal_number_and_read_by_its_reader()
    {
        MmmuSet.Write(World, Set("mmmu", 24), _folder);
        var samples = await RawFolder.ReadAsync(_folder, RawFormat.Mmmu, default);
        Assert.Equal([4, 4, 4, 4, 4, 4], samples.GroupBy(sample => sample.Category).Select(group => group.Count()));
        Assert.All(samples, sample => Assert.Equal(MmmuFiles.Subject(sample.Id), sample.Category));
        Assert.Equal(12, samples.Count(sample => sample.Choices.Count > 0));
        var key = new AnswerKey(World);
        foreach (var (record, sample) in MmmuSet.Records(World, Set("mmmu", 24)).Zip(samples))
        {
            var truth = key.Answer(record.Scene, record.Questions[0].Kind, record.Questions[0].Target);
            Assert.Equal(truth, sample.Choices.Count == 0 ? sample.Answers[0] : sample.Choices[sample.Answers[0][0] - 'A']);
        }
    }

    [Fact]
    public async Task Hallusion_s_first_question_has_the_other_answer_on_the_edited_twin_and_no_is_right_without_a_picture()
    {
        HallusionSet.Write(World, Set("hallusion", 60), _folder);
        var samples = await RawFolder.ReadAsync(_folder, RawFormat.HallusionBench, default);
        Assert.Equal(60, samples.Count);
        var key = new AnswerKey(World);
        foreach (var (record, asked) in HallusionSet.Figures(World, Set("hallusion", 60)))
        {
            if (record is null)
            {
                Assert.All(asked, sample => Assert.Equal(("no", null), (sample.Answers[0], sample.Image)));
                continue;
            }
            foreach (var (question, sample) in record.Questions.Zip(asked))
            {
                Assert.Equal(key.Answer(record.Scene, question.Kind, question.Target), sample.Answers[0]);
                Assert.Equal(question.Text, sample.Turns[0].Question);
            }
        }
        var pictured = samples.Where(sample => sample.Image is not null).Select(sample => (Key: HallusionKey.Parse(sample.Id)!, sample)).ToList();
        foreach (var pair in pictured.Where(item => item.Key.Question == "0").GroupBy(item => item.Key.Pair))
        {
            Assert.Equal(["no", "yes"], pair.Select(item => item.sample.Answers[0]).Order());
            Assert.Single(pair.Select(item => item.sample.Turns[0].Question).Distinct());
        }
        Assert.Equal(["VD", "VS"], samples.Select(sample => sample.Category).Distinct().Order());
        Assert.All(samples.Where(sample => sample.Image is null), sample => Assert.True(HallusionKey.Parse(sample.Id)!.IsUnseen));
    }

    [Fact]
    public async Task Text_vqa_s_questions_are_answered_by_signs_and_read_by_its_reader()
    {
        var world = WorldCases.Load(60, words: 20);
        TextVqaSet.Write(world, Set("signs", 60), _folder);
        var samples = await RawFolder.ReadAsync(_folder, RawFormat.TextVqa, default);
        var asked = world.Words(ConceptPool.Asked).Select(world.Name).ToHashSet();
        foreach (var (record, sample) in TextVqaSet.Records(world, Set("signs", 60)).Zip(samples))
        {
            Assert.Equal(new AnswerKey(world).Answer(record.Scene, record.Questions[0].Kind, record.Questions[0].Target), sample.Answers[0]);
            Assert.Contains(sample.Answers[0], asked);
            var sign = Assert.Single(record.Scene.Objects, thing => world.Name(thing.Concept) == sample.Answers[0]);
            Assert.True(sign.Size >= 24, $"a sign of {sign.Size} pixels cannot be read");
        }
        Assert.Equal([30, 30], QuestionKinds.Reading.Select(kind => TextVqaSet.Records(world, Set("signs", 60)).Count(record => record.Questions[0].Kind == kind)));
    }

    [Fact]
    public void A_world_without_words_hangs_no_signs_and_draws_as_before()
    {
        var (plain, worded) = (new SceneRenderer(World), new SceneRenderer(WorldCases.Load(60, words: 20)));
        var records = TuningSet.Records(World, Set("tuning", 20));
        Assert.Equal(records.Select(record => record.Questions.Count), TuningSet.Records(World, Set("tuning", 20) with { SignShare = 1 }).Select(record => record.Questions.Count));
        Assert.All(records, record => Assert.Equal(plain.Render(record.Scene).Rgb, worded.Render(record.Scene).Rgb));
    }

    [Fact]
    public void Statements_kept_for_the_test_are_in_no_training_question_or_caption()
    {
        QuestionKind[] kinds = [QuestionKind.RelationWhat, QuestionKind.RelationYesNo];
        var held = GqaSet.Records(World, Set("held", 60) with { Kinds = kinds, Triples = TripleSet.HeldOut }).SelectMany(Statements).ToHashSet();
        var seen = TuningSet.Records(World, Set("seen", 300) with { Kinds = kinds, Triples = TripleSet.Training }).SelectMany(Statements).ToHashSet();
        Assert.NotEmpty(held);
        Assert.Empty(held.Intersect(seen));
        var any = TuningSet.Records(World, Set("seen", 300) with { Kinds = kinds }).SelectMany(Statements).ToHashSet();
        Assert.NotEmpty(held.Intersect(any));
        var chance = Chance.Of(1, "captions");
        var (composer, captions) = (new SceneComposer(World), new Captions(World));
        for (var i = 0; i < 600; i++)
        {
            var words = captions.Write(chance, composer.Compose(chance, 2, World.Pool(ConceptPool.Asked), SceneManner.Training), paintWords: false, TripleSet.Training);
            Assert.DoesNotContain(held, statement => words.Contains($"{World.WithArticle(statement.Subject)} {statement.Relation.Words()} {World.WithArticle(statement.Other)}", StringComparison.Ordinal));
        }

        static IEnumerable<(int Subject, Relation Relation, int Other)> Statements(SceneRecord record) => record.Questions.SelectMany(question =>
        {
            var (one, other) = (question.Target.Concept ?? World.Number(question.Answer), question.Target.Other!.Value);
            var there = Geometry.RelationOf(AnswerKey.Only(record.Scene, one)!, AnswerKey.Only(record.Scene, other)!)!.Value;
            return ((int, Relation, int)[])[(one, there, other), (other, there.Opposite(), one)];
        });
    }

    [Fact]
    public async Task Mm_vet_s_compounds_join_both_answers_and_all_capabilities()
    {
        MmVetSet.Write(World, Set("mm-vet", 40), _folder);
        var samples = await RawFolder.ReadAsync(_folder, RawFormat.MmVet, default);
        var key = new AnswerKey(World);
        foreach (var (record, sample) in MmVetSet.Records(World, Set("mm-vet", 40)).Zip(samples))
        {
            Assert.Equal(string.Join("<AND>", record.Questions.Select(question => key.Answer(record.Scene, question.Kind, question.Target))), sample.Answers[0]);
            Assert.Equal(string.Join(' ', record.Questions.Select(question => question.Text)), sample.Turns[0].Question);
        }
        Assert.Equal(20, samples.Count(sample => sample.Answers[0].Contains("<AND>", StringComparison.Ordinal)));
        Assert.Equal(["know", "math", "rec", "spat"], samples.SelectMany(sample => MmVetFiles.Capabilities(sample.Category)).Distinct().Order());
    }

    [Fact]
    public async Task Mmlu_s_scenes_and_facts_are_the_world_s_and_letters_are_spread()
    {
        TextSets.WriteMmlu(World, Set("mmlu", 80), _folder);
        var samples = await RawFolder.ReadAsync(_folder, RawFormat.Mmlu, default);
        Assert.Equal([("kinds", 20), ("parts", 20), ("scenes", 40)], samples.GroupBy(sample => sample.Category).Select(group => (group.Key, group.Count())).Order());
        foreach (var sample in samples)
        {
            var answer = sample.Choices[sample.Answers[0][0] - 'A'];
            var name = sample.Turns[0].Question.Split(' ')[1];
            Assert.Equal(TextSets.Options, sample.Choices.Distinct().Count());
            if (sample.Category == "kinds") Assert.Equal(World.Concepts[World.Number(name)].Kind, answer);
            else if (sample.Category == "parts") Assert.Equal(answer, Assert.Single(sample.Choices, choice => World.Atlas.WordNet[name].Parts.Contains(choice)));
            else Assert.Equal(answer, Assert.Single(sample.Choices, choice => sample.Turns[0].Question.Split(' ', '\n').Contains(choice)));
        }
        Assert.True(samples.GroupBy(sample => sample.Answers[0]).Max(group => group.Count()) < samples.Count / 2);
    }

    [Fact]
    public async Task Hella_swag_s_endings_are_four_answers_of_one_kind_in_a_conversation_s_form()
    {
        TextSets.WriteHellaSwag(World, Set("hellaswag", 60), _folder);
        var samples = await RawFolder.ReadAsync(_folder, RawFormat.HellaSwag, default);
        Assert.Equal(60, samples.Count);
        var paints = Paints.All.Select(paint => paint.Word()).ToList();
        foreach (var sample in samples)
        {
            var text = sample.Turns[0].Question;
            var answer = sample.Choices[sample.Answers[0][0] - 'A'];
            Assert.Equal(TextSets.Options, sample.Choices.Distinct().Count());
            Assert.Equal($"{text} ASSISTANT:", sample.Turns[1].Question);
            Assert.Equal(paints.Contains(answer), sample.Choices.All(paints.Contains));
            if (paints.Contains(answer)) Assert.Contains(answer, text.Split('\n')[0], StringComparison.Ordinal);
        }
        Assert.Equal(30, samples.Count(sample => sample.Choices.All(paints.Contains)));
    }

    [Fact]
    public void Equal_sets_are_equal_and_another_stream_is_another_set()
    {
        Assert.Equal(Texts(Set("a", 20)), Texts(Set("a", 20)));
        Assert.NotEqual(Texts(Set("a", 20)), Texts(Set("b", 20)));

        static IEnumerable<string> Texts(SceneSet set) =>
        [
            .. MmmuSet.Records(World, set).Select(record => record.Questions[0].Text), .. MmVetSet.Records(World, set).Select(record => record.Questions[0].Text),
            .. TextSets.MmluRows(World, set).Select(row => row.Question), .. TextSets.HellaSwagRows(World, set).Select(row => row.Context),
        ];
    }

    [Fact]
    public async Task Mmlu_s_published_archive_is_read_with_its_quotes_and_examples()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data", "test"));
        Directory.CreateDirectory(Path.Combine(_folder, "data", "dev"));
        var test = Path.Combine(_folder, "data", "test", "high_school_biology_test.csv");
        await File.WriteAllTextAsync(test, "\"Which, of \"\"these\"\"\nis it?\",a,b,\"c, d\",e,C\r\nplain?,1,2,3,4,A\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "dev", "high_school_biology_dev.csv"), "example?,w,x,y,z,D\n");
        var samples = await RawFolder.ReadAsync(_folder, RawFormat.Mmlu, default);
        Assert.Equal(["C", "A"], samples.Select(sample => sample.Answers[0]));
        Assert.Equal("example?\nA. w\nB. x\nC. y\nD. z\nAnswer: D\n\nWhich, of \"these\"\nis it?", samples[0].Turns[0].Question);
        Assert.Equal("c, d", samples[0].Choices[2]);
        await File.WriteAllTextAsync(test, "plain?,1,2,3,4,E\n");
        Assert.Contains("row 1", (await Assert.ThrowsAsync<InvalidDataException>(() => RawFolder.ReadAsync(_folder, RawFormat.Mmlu, default))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(test, "\"plain?,1,2,3,4,A\n");
        Assert.Contains("not closed", (await Assert.ThrowsAsync<InvalidDataException>(() => RawFolder.ReadAsync(_folder, RawFormat.Mmlu, default))).Message, StringComparison.Ordinal);
    }

    private static SceneSet Set(string stream, int count) => new() { Stream = stream, Seed = 3, Count = count, Scenes = ConceptPool.Asked, Ask = ConceptPool.Asked };
}
