using Steering.Evaluation;
using Steering.Evaluation.Judges;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

/// <summary>A model with the weights of an adapter file.</summary>
/// <param name="Who">Row and seed, for labels.</param>
/// <param name="Method">What the file was trained by.</param>
public sealed record TunedModel(string Who, IPeftMethod Method, Artifact<Weights> Adapter);

/// <summary>
/// The aligned and tuned models of a zoo, seed by seed, with what they answer and attend to. Pure: nothing runs. Equal stages are one, so
/// tables and figures share everything they can.
/// </summary>
/// <param name="task">Names the labels of models that are tuned for one task; empty for the zoo's own.</param>
public sealed class Runs(Zoo zoo, string task = "")
{
    private const int WeighBatch = 64;

    private readonly ModelChoice _choice = ModelChoice.Of(zoo.Parts);
    private readonly string _on = task.Length > 0 ? $" on {task}" : "";

    /// <summary>The aligned connector in front of the frozen language model.</summary>
    public TunedModel Untuned(int seed) => new($"untuned{_on} seed {seed}", ConnectorTraining.Method, Aligned(seed));

    public TunedModel Tuned(MethodRow row, int seed, bool isBlind = false) => new(
        $"{row.Name}{_on} seed {seed}", row.Method,
        new Tune(new TuneParams(_choice, row.Method, row.Recipe with { Seed = seed }, isBlind), row.Name + _on, zoo.Parts, zoo.Tuning, Aligned(seed)).Adapter);

    /// <summary>The zoo with its fully tuned model as the base (the released task-specific scripts start from such a one).</summary>
    public Zoo Folded()
    {
        var full = Tuned(zoo.Rows[0], zoo.Seeds[0]);
        var fold = new Fold(new FoldParams(_choice, full.Method), full.Who, zoo.Parts, full.Adapter);
        return zoo with { Parts = zoo.Parts with { Language = fold.Language }, Start = fold.Connector };
    }

    /// <summary>The models that are tuned for one task alone.</summary>
    /// <param name="start">The zoo of <see cref="Folded"/>.</param>
    public static Runs OnTask(Zoo start, DataSet set) => new(start with { Tuning = set }, set.Name);

    /// <summary>A benchmark by likelihood has its endings weighed; any other is answered in writing.</summary>
    public Artifact<Answers> Answered(TunedModel model, ZooColumn column, View view = View.Own, int seed = 0) => column.Benchmark is IContinuedBenchmark { ByLikelihood: true } endings
        ? new Weigh(new WeighParams(_choice, model.Method, endings, WeighBatch), model.Who, zoo.Parts, column.Items, model.Adapter).Given
        : Written(model, column, view, seed);

    private Artifact<Answers> Written(TunedModel model, ZooColumn column, View view, int seed) => new Answer(
        new AnswerParams(_choice, model.Method, column.Benchmark, new AnswerRules(view, zoo.MaxNewTokens, zoo.AnswerBatch, view == View.Shuffled ? seed : 0)),
        model.Who, zoo.Parts, column.Items, model.Adapter).Given;

    public Artifact<Scores> Graded(TunedModel model, ZooColumn column, View view = View.Own, int seed = 0) =>
        Scored(model.Who, column, Answered(model, column, view, seed));

    /// <summary>Grades answers, after a judge has decided about them where the benchmark has one.</summary>
    public Artifact<Scores> Scored(string who, ZooColumn column, Artifact<Answers> answers) => new Grade(
        new GradeParams(column.Benchmark), who, column.Items, answers,
        column.Benchmark is IJudgedBenchmark judged ? new Judge(new JudgeParams(judged, zoo.Judge), who, column.Items, answers).Decided : null).Result;

    /// <summary>What the model's own answers to the zoo's attention set look at, or to another column of short answers about pictures.</summary>
    public Attend Attended(TunedModel model, ZooColumn? column = null) => new(
        new AttendParams(_choice, model.Method, zoo.Attention.Rules), model.Who, zoo.Parts, (column ?? zoo.Attention.Column).Items, model.Adapter, Answered(model, column ?? zoo.Attention.Column));

    /// <summary>What answers take, by models on one base.</summary>
    /// <param name="models">By the names that the file gives them.</param>
    public Clock Timed(string name, IReadOnlyList<(string Name, TunedModel Model, bool IsMerged)> models, TimingRules rules) => new(
        new ClockParams($"results/{zoo.Name}/times-{name}", _choice, zoo.Attention.Column.Benchmark, [.. models.Select(one => new TimedModel(one.Name, one.Model.Method, one.IsMerged))], rules),
        zoo.Parts, zoo.Attention.Column.Items, [.. models.Select(one => one.Model.Adapter)]);

    /// <summary>The loss around a model on the set it was tuned on.</summary>
    public Artifact<Losses> Surveyed(TunedModel model) => new Survey(new SurveyParams(_choice, model.Method, zoo.Mrt.Landscape), model.Who, zoo.Parts, zoo.Tuning, model.Adapter).Landscape;

    /// <summary>How well editors of chosen tokens, trained on the fully tuned model, control its answers.</summary>
    public Artifact<Scores> Controlled(ControlSet control, int seed)
    {
        var (row, full) = (control.Row, Folded());
        var connector = full.Start ?? throw new FlowException($"{row.Name} needs a model with its connector; folding gave none.");
        var who = $"{row.Name} seed {seed}";
        var editors = new Redirect(new RedirectParams(_choice, row.Method, control.Learning, row.Recipe with { Seed = seed }), who, full.Parts, connector, Located(control.Seen, control), FeaturesOf(control.Seen)).Editors;
        return new Examine(new ExamineParams(_choice, row.Method, control.Trial), who, full.Parts, editors, Located(control.Asked, control), FeaturesOf(control.Asked)).Result;
    }

    private Artifact<Spots> Located(DataSet set, ControlSet control) => zoo.World is { } world
        ? new Locate(new LocateParams(set.Name, world.Params, control.Form), set.Raw, world.Atlas).Things
        : throw new FlowException($"{set.Name}: which visual tokens show what is known of composed scenes only, and zoo '{zoo.Name}' has none.");

    private static Artifact<Features> FeaturesOf(DataSet set) => set.Features ?? throw new FlowException($"{set.Name} has no cached features, which control by chosen tokens reads.");

    public Artifact<Figures> Counted(IPeftMethod method) =>
        new Count(new CountParams(zoo.Name, zoo.LanguageShape, zoo.VisionShape.Width, zoo.Parts.Connector, method, ReachesTower(method) ? zoo.VisionShape : null)).Trainable;

    /// <summary>Whether a method does something in the vision tower.</summary>
    public static bool ReachesTower(IPeftMethod method) => method.Within(ModelPart.Vision) is not null;

    private Artifact<Weights> Aligned(int seed) => zoo.Start ?? new Align(
        new AlignParams(_choice, zoo.Alignment with { Captions = zoo.Alignment.Captions with { Seed = seed } }, zoo.World?.Params), zoo.Parts, zoo.Captions, zoo.World?.Atlas).Connector;
}
