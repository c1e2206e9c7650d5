using Steering.Data.IconWorld;
using Steering.Data.IconWorld.Sets;
using Steering.Data.Imaging;
using Steering.Data.Sources;
using Steering.Data.Sources.Tasks;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

/// <summary>The icon world's proxies: the benchmarks' own readers and scorers take them, and neither a word nor a constant answer gives them away.</summary>
public sealed class ProxyTests : IDisposable
{
    private static readonly World s_world = World.Load(Path.Combine(Golden.Repository, "datasets", "IconWorld", "shipped"), 60, words: 20);

    private readonly string _folder = Directory.CreateTempSubdirectory("steering-proxies").FullName;

    public static TheoryData<RawFormat> Formats => [RawFormat.Gqa, RawFormat.VizWiz, RawFormat.IconQaText, RawFormat.IconQaBlank, RawFormat.Mme, RawFormat.TextVqa, RawFormat.ClassFolders];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Formats))]
    public async Task A_proxy_is_read_as_the_benchmark_is_and_its_truths_score_highest(RawFormat format)
    {
        var benchmark = Compose(format, Set("test", 120), null, _folder);
        var samples = await RawFolder.ReadAsync(_folder, format, CancellationToken.None);
        Assert.Equal(120, samples.Count);
        Assert.Equal(120, samples.Select(sample => sample.Id).Distinct().Count());
        Assert.All(samples, sample => Assert.True(benchmark.Takes(sample) && File.Exists(Path.Combine(RawFolder.Images(_folder, format), sample.Image!))));
        Assert.Equal(benchmark.Highest, benchmark.Sum([.. samples.Select(sample => benchmark.GradeOne(sample, sample.Answers[0]))]), 1e-9);
        // The answer in the words that the world's own tuning teaches counts as well.
        if (format == RawFormat.VizWiz) Assert.All(samples.Where(sample => sample.Answers[0] == "2"), sample => Assert.Equal(1, benchmark.Grade(sample, "two"), 1e-9));
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Equal_sets_are_equal_bytes_and_other_streams_are_other_scenes(RawFormat format)
    {
        string[] folders = [Path.Combine(_folder, "a"), Path.Combine(_folder, "b"), Path.Combine(_folder, "c")];
        Compose(format, Set("one", 24), null, folders[0]);
        Compose(format, Set("one", 24), null, folders[1]);
        Compose(format, Set("two", 24), null, folders[2]);
        var files = Array.ConvertAll(folders, folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetRelativePath(folder, path), Convert.ToHexString(File.ReadAllBytes(path)))).ToList());
        Assert.Equal(files[0], files[1]);
        Assert.NotEqual(files[0], files[2]);
        var names = (await RawFolder.ReadAsync(folders[0], format, CancellationToken.None)).Select(sample => sample.Image).Distinct().Order();
        Assert.Equal(names, SceneRecords.Read(Path.Combine(folders[0], SceneRecords.FileName), s_world).Keys.Select(Inside).Order());

        string Inside(string image) => format == RawFormat.VizWiz ? Path.GetFileName(image) : image;
    }

    /// <summary>Ceilings for one constant answer per category, in percent of the highest: what a reader of neither picture nor question gets.</summary>
    [Theory]
    [InlineData(RawFormat.Gqa, 40)]
    [InlineData(RawFormat.VizWiz, 60)]
    [InlineData(RawFormat.IconQaText, 42)]
    [InlineData(RawFormat.IconQaBlank, 50)]
    [InlineData(RawFormat.Mme, 26)]
    [InlineData(RawFormat.TextVqa, 20)]
    [InlineData(RawFormat.ClassFolders, 4)]
    public async Task Constant_answers_get_little(RawFormat format, double ceiling)
    {
        var benchmark = Compose(format, Set("test", 360), null, _folder);
        var samples = await RawFolder.ReadAsync(_folder, format, CancellationToken.None);
        var common = samples.GroupBy(sample => sample.Category).ToDictionary(group => group.Key, group => group.CountBy(sample => sample.Answers[0]).MaxBy(count => count.Value).Key);
        var constant = benchmark.Sum([.. samples.Select(sample => benchmark.GradeOne(sample, common[sample.Category]))]);
        Assert.InRange(100 * constant / benchmark.Highest, Math.Min(10, ceiling / 2), ceiling);
    }

    [Fact]
    public void Mme_s_pairs_are_a_yes_and_a_no_whose_order_and_numbers_tell_nothing()
    {
        var records = MmeSet.Records(s_world, Set("pairs", 2400));
        Assert.All(records, record => Assert.Equal(["no", "yes"], record.Questions.Select(question => question.Answer).Order()));
        Assert.InRange(records.Average(record => record.Questions[0].Answer == "yes" ? 1.0 : 0), 0.45, 0.55);
        Assert.All(records.CountBy(record => Path.GetDirectoryName(record.Image)!), count => Assert.Equal(300, count.Value));
        var counts = records.SelectMany(record => record.Questions).Where(question => question.Kind == QuestionKind.Count).ToList();
        foreach (var number in (string[])["one", "two", "three"])
        {
            var said = counts.Where(question => question.Text.Contains($" {number} ", StringComparison.Ordinal)).ToList();
            Assert.InRange(said.Average(question => question.Answer == "yes" ? 1.0 : 0), 0.4, 0.6);
        }
    }

    [Fact]
    public void Classes_are_the_concepts_asked_about_alone_in_their_pictures_anywhere_in_them_and_as_many_of_each()
    {
        foreach (var pool in (ConceptPool[])[ConceptPool.AskedFirst, ConceptPool.AskedSecond, ConceptPool.Captioned, ConceptPool.Unseen])
        {
            var classes = s_world.Pool(pool);
            var records = ClassSet.Records(s_world, Set("classes", 12 * classes.Count) with { Ask = pool });
            Assert.All(records, record => Assert.Equal(Path.GetDirectoryName(record.Image), s_world.Name(Assert.Single(record.Scene.Objects).Concept)));
            Assert.Equal(classes.Select(concept => (concept, 12)), records.CountBy(record => record.Scene.Objects[0].Concept).OrderBy(count => count.Key).Select(count => (count.Key, count.Value)));
            Assert.InRange(records.Select(record => (record.Scene.Objects[0].X, record.Scene.Objects[0].Y, record.Scene.Objects[0].Size)).Distinct().Count(), records.Count * 9 / 10, records.Count);
        }
        Assert.All(ClassSet.Records(s_world, Set("style", 36) with { HeldOutStyle = true }), record => Assert.Contains(record.Scene.Objects[0].Style, Style.HeldOut));
    }

    [Fact]
    public void Truths_follow_from_the_scenes()
    {
        var key = new AnswerKey(s_world);
        Assert.All(GqaSet.Records(s_world, Set("truth", 300)), record => Assert.Equal(key.Answer(record.Scene, record.Questions[0].Kind, record.Questions[0].Target), record.Questions[0].Answer));
        Assert.All(IconQaSet.Records(s_world, Set("truth", 300), IconQaFiles.Text, IconQaSet.Split), record =>
        {
            var question = record.Questions[0];
            Assert.Equal(question.Choices.Count, question.Choices.Distinct().Count());
            Assert.Equal(key.Answer(record.Scene, question.Kind, question.Target), question.Choices[int.Parse(question.Answer, System.Globalization.CultureInfo.InvariantCulture)]);
        });
        Assert.All(MmeSet.Records(s_world, Set("truth", 400)).SelectMany(record => record.Questions.Select(question => (record.Scene, Question: question))), item =>
        {
            var truth = key.Answer(item.Scene, item.Question.Kind, item.Question.Target)!;
            var yes = item.Question.Kind is QuestionKind.Exist or QuestionKind.RelationYesNo ? truth == "yes" : item.Question.Text.Split(' ', '?').Contains(truth);
            Assert.Equal(yes ? "yes" : "no", item.Question.Answer);
        });
    }

    [Fact]
    public void Vizwiz_s_pictures_are_spoilt_and_the_covered_ones_unanswerable()
    {
        Compose(RawFormat.VizWiz, Set("val", 80), null, _folder);
        var questions = VizWizFiles.ReadQuestions(Path.Combine(_folder, "val.json")).ToDictionary(question => question.Image);
        var scenes = SceneRecords.Read(Path.Combine(_folder, SceneRecords.FileName), s_world);
        var renderer = new SceneRenderer(s_world);
        foreach (var (record, mishap) in VizWizSet.Records(s_world, Set("val", 80), VizWizSet.Split))
        {
            var (drawn, written) = (renderer.Render(scenes[record.Image]), Png.Read(Path.Combine(_folder, record.Image)));
            Assert.NotEqual(drawn.Rgb, written.Rgb);
            Assert.Equal(mishap != Mishap.Covered, questions[Path.GetFileName(record.Image)].IsAnswerable);
            var same = drawn.Rgb.Zip(written.Rgb).Count(pair => pair.First == pair.Second) / (double)drawn.Rgb.Length;
            if (mishap == Mishap.Covered) Assert.InRange(same, 0, 0.2);
            if (mishap == Mishap.Turned) Assert.Equal(drawn.Rgb.Order(), written.Rgb.Order());
        }
        Assert.Equal(10, questions.Values.Count(question => !question.IsAnswerable));
    }

    [Theory]
    [InlineData(RawFormat.VizWiz, TaskKind.VizWiz)]
    [InlineData(RawFormat.IconQaText, TaskKind.IconQaText)]
    [InlineData(RawFormat.IconQaBlank, TaskKind.IconQaBlank)]
    public async Task A_training_split_becomes_a_tuning_set_asked_as_the_benchmark_asks(RawFormat format, TaskKind task)
    {
        var benchmark = Compose(format, Set("test", 16), Set("train", 32), _folder);
        var output = Path.Combine(_folder, "tuning");
        TaskData.Make(new TaskChoice(task, TaskSplit.Train, 20, 1, Requests: false), _folder, _folder, output);
        var tuning = await RawFolder.ReadAsync(output, RawFormat.Llava, CancellationToken.None);
        Assert.Equal(20, tuning.Count);
        var asked = (await RawFolder.ReadAsync(_folder, format, CancellationToken.None)).Select(sample => Form(benchmark.Ask(sample).Question)).ToHashSet();
        Assert.All(tuning, sample => Assert.Contains(Form(sample.Turns[0].Question), asked));

        static string Form(string question) => string.Join(' ', question.Split(' ').Take(1)) + (question.Contains("Choices: ", StringComparison.Ordinal) ? " with choices" : "");
    }

    private static SceneSet Set(string stream, int count) => new() { Stream = stream, Seed = 5, Count = count };

    // Asked without requests, as the tiny zoo does.
    private static IBenchmark Compose(RawFormat format, SceneSet set, SceneSet? train, string folder)
    {
        switch (format)
        {
            case RawFormat.Gqa:
                GqaSet.Write(s_world, set, folder);
                return new Gqa { Request = "" };
            case RawFormat.TextVqa:
                TextVqaSet.Write(s_world, set, folder);
                return new TextVqa { Request = "" };
            case RawFormat.VizWiz:
                VizWizSet.Write(s_world, set, train, folder);
                return new VizWiz { Request = "" };
            case RawFormat.IconQaText:
                IconQaSet.Write(s_world, set, train, IconQaFiles.Text, folder);
                return new IconQaText { Request = "" };
            case RawFormat.IconQaBlank:
                IconQaSet.Write(s_world, set, train, IconQaFiles.Blank, folder);
                return new IconQaBlank { Request = "" };
            case RawFormat.ClassFolders:
                ClassSet.Write(s_world, set, folder);
                return new ImageClassification { Question = "what is in the image?", Lead = null, Request = "" };
            default:
                MmeSet.Write(s_world, set, folder);
                return new Mme { Request = "", Subtasks = MmeSet.Subtasks };
        }
    }
}
