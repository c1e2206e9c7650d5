using Steering.Evaluation;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages;

/// <summary>
/// Wires the cells of a tuning table: Align and Tune once per seed, Answer and Grade per column. Pure: nothing runs. Equal stages are one,
/// so rows share alignments and tables share everything they can.
/// </summary>
public sealed class TableBuilder(Zoo zoo)
{
    private const int AnswerBatch = 128;

    private readonly ModelChoice _choice = ModelChoice.Of(zoo.Parts);

    /// <summary>The table over these rows and columns, then the untuned model and the baselines.</summary>
    public Tabulate Build(string name, string title, IReadOnlyList<MethodRow> methods, IReadOnlyList<ZooColumn> columns)
    {
        RowScores[] rows =
        [
            .. methods.Select(method => Tuned(method, columns, View.Own)),
            Untuned(columns),
            Tuned(zoo.Blind, columns, View.None),
            Tuned(methods[0], columns, View.Shuffled) with
            {
                Row = new TableRow($"{methods[0].Name}, shuffled images", "baseline", zoo.Seeds.Count, HasCount: false, "Every question is asked with another question's picture."),
                Count = null,
            },
            Constant(columns),
        ];
        return new Tabulate(
            new TabulateParams(
                $"results/{zoo.Name}/{name}", $"{title} ({zoo.Name} zoo)", zoo.Label,
                [.. columns.Select(column => new TableColumn(column.Header, column.Benchmark, column.Categories, column.IsPrinted))],
                [.. rows.Select(row => row.Row)]),
            rows);
    }

    private RowScores Tuned(MethodRow method, IReadOnlyList<ZooColumn> columns, View view)
    {
        var kind = view == View.None ? "baseline" : method.IsControl ? "control" : "paper";
        var tuned = zoo.Seeds.ToDictionary(seed => seed, seed => new Tune(
            new TuneParams(_choice, method.Method, method.Recipe with { Seed = seed }, view == View.None), method.Name, zoo.Parts, zoo.Tuning, Aligned(seed)).Adapter);
        var who = view == View.Shuffled ? $"{method.Name} shuffled" : method.Name;
        return new RowScores(
            new TableRow(method.Name, kind, zoo.Seeds.Count, HasCount: true, method.Note), Counted(method.Method),
            [.. columns.Select(column => (IReadOnlyList<Artifact<Scores>>)[.. zoo.Seeds.Select(seed => Graded($"{who} seed {seed}", column, view, seed, new Adapter(method.Method, tuned[seed])))])]);
    }

    private RowScores Untuned(IReadOnlyList<ZooColumn> columns) => new(
        new TableRow("Aligned, untuned", "control", zoo.Seeds.Count, HasCount: false, "The aligned connector in front of the frozen language model."), null,
        [.. columns.Select(column => (IReadOnlyList<Artifact<Scores>>)[.. zoo.Seeds.Select(seed => Graded($"untuned seed {seed}", column, View.Own, seed, new Adapter(ConnectorTraining.Method, Aligned(seed))))])]);

    private static RowScores Constant(IReadOnlyList<ZooColumn> columns) => new(
        new TableRow("Majority", "baseline", 1, HasCount: false, "The most frequent truth of each category, taken from the test items themselves: an upper bound for constant answers."), null,
        [
            .. columns.Select(column => (IReadOnlyList<Artifact<Scores>>)
                [new Grade(new GradeParams(column.Benchmark), "majority", column.Items, new Majority(new MajorityParams(column.Benchmark), column.Items).Given).Result]),
        ]);

    private Artifact<Weights> Aligned(int seed) => new Align(
        new AlignParams(_choice, zoo.Alignment with { Captions = zoo.Alignment.Captions with { Seed = seed } }, zoo.World), zoo.Parts, zoo.Captions, zoo.Atlas).Connector;

    private Artifact<Figures> Counted(IPeftMethod method) =>
        new Count(new CountParams(zoo.Name, zoo.LanguageShape, zoo.VisionWidth, zoo.Parts.Connector, method)).Trainable;

    private Artifact<Scores> Graded(string who, ZooColumn column, View view, int seed, Adapter adapter)
    {
        var answers = new Answer(
            new AnswerParams(_choice, adapter.Method, column.Benchmark, new AnswerRules(view, zoo.MaxNewTokens, AnswerBatch, view == View.Shuffled ? seed : 0)), who, zoo.Parts, column.Items, adapter.File);
        return new Grade(new GradeParams(column.Benchmark), who, column.Items, answers.Given).Result;
    }

    /// <summary>An adapter file and what it was trained by.</summary>
    private sealed record Adapter(IPeftMethod Method, Artifact<Weights> File);
}
