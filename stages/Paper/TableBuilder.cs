using Steering.Evaluation;
using Steering.Evaluation.Judges;
using Steering.Flow;

namespace Steering.Stages;

/// <summary>A row of a table over tasks.</summary>
/// <param name="Size">Which of a task's tuning sets, from the smallest; null is the whole.</param>
public sealed record TaskRow(string Name, MethodRow Method, int? Size = null);

/// <summary>
/// Wires the cells of a tuning table: models of every row and seed, graded in every column. Pure: nothing runs.
/// </summary>
public sealed class TableBuilder(Zoo zoo)
{
    private readonly Runs _runs = new(zoo);

    /// <summary>The table over these rows and columns, then the untuned model and the baselines.</summary>
    /// <param name="name">Of the table's files and cells.</param>
    public Tabulate Build(string name, string title, IReadOnlyList<MethodRow> methods, IReadOnlyList<ZooColumn> columns) => Table(
        name, title, methods, columns,
        [
            .. Rows(methods, columns),
            Row(zoo.Blind, columns, View.None),
            Row(methods[0], columns, View.Shuffled) with
            {
                Row = new TableRow($"{methods[0].Name}, shuffled images", "baseline", zoo.SeedsOf(methods[0]).Count, HasCount: false, "Every question is asked with another question's picture."),
                Count = null,
            },
            Constant(columns),
        ]);

    /// <summary>The table over these rows and columns and the untuned model, without the baselines that another table over the same columns has.</summary>
    public Tabulate BuildRows(string name, string title, IReadOnlyList<MethodRow> methods, IReadOnlyList<ZooColumn> columns) =>
        Table(name, title, methods, columns, Rows(methods, columns));

    /// <summary>The table over the zoo's tasks: each task tunes every row on its own set, from one base that was fully tuned before.</summary>
    public Tabulate BuildTasks(string name, string title, IReadOnlyList<TaskRow> rows)
    {
        var start = _runs.Folded();
        ZooColumn[] columns = [.. zoo.Tasks.Select(task => task.Column)];
        RowScores[] scores =
        [
            .. rows.Select(row => new RowScores(
                new TableRow(row.Name, row.Method.IsControl ? "control" : "paper", zoo.SeedsOf(row.Method).Count, HasCount: true, row.Method.Note), _runs.Counted(row.Method.Method),
                ByTask(task => task.Sizes[row.Size ?? task.Sizes.Count - 1], zoo.SeedsOf(row.Method), (runs, seed) => runs.Tuned(zoo.OnTask(row.Method), seed)))),
            new RowScores(
                new TableRow("Base, not tuned for the task", "control", 1, HasCount: false, $"The model that every row starts from: {zoo.Rows[0].Name} of Table 1, seed {zoo.Seeds[0]}."), null,
                ByTask(task => task.Sizes[^1], [zoo.Seeds[0]], (runs, seed) => runs.Untuned(seed))),
            Constant(columns),
        ];
        return Table(name, title, [.. rows.Select(row => row.Method)], columns, scores);

        IReadOnlyList<IReadOnlyList<Artifact<Scores>>> ByTask(Func<ZooTask, DataSet> set, IReadOnlyList<int> seeds, Func<Runs, int, TunedModel> modelOf) =>
        [
            .. zoo.Tasks.Select(task =>
            {
                var runs = Runs.OnTask(start, set(task));
                return (IReadOnlyList<Artifact<Scores>>)[.. seeds.Select(seed => runs.Graded(modelOf(runs, seed), task.Column))];
            }),
        ];
    }

    private Tabulate Table(string name, string title, IReadOnlyList<MethodRow> methods, IReadOnlyList<ZooColumn> columns, IReadOnlyList<RowScores> rows)
    {
        CountedColumn[] counts = methods.Any(method => Runs.ReachesTower(method.Method))
            ? [CountedColumn.Trained, CountedColumn.Language, CountedColumn.Connector, CountedColumn.Tower]
            : [CountedColumn.Language, CountedColumn.Connector];
        return new Tabulate(
            new TabulateParams(
                $"results/{zoo.Name}/{name}", $"{title} ({zoo.Name} zoo)", zoo.Label, counts,
                [.. columns.Select(column => new TableColumn(column.Header, column.Benchmark, column.Categories, column.IsPrinted, column.Number) { Protocol = Protocol.Of(column, zoo.MaxNewTokens, column.Benchmark is IJudgedBenchmark ? zoo.Judge.Label : "") })],
                [.. rows.Select(row => row.Row)]),
            rows);
    }

    private IReadOnlyList<RowScores> Rows(IReadOnlyList<MethodRow> methods, IReadOnlyList<ZooColumn> columns)
    {
        IReadOnlyList<int> most = [.. methods.SelectMany(zoo.SeedsOf).Distinct().Order()];
        return
        [
            .. methods.Select(method => Row(method, columns, View.Own)),
            new RowScores(
                new TableRow("Aligned, untuned", "control", most.Count, HasCount: false, "The aligned connector in front of the frozen language model."), null,
                ByColumn(columns, View.Own, most, _runs.Untuned)),
        ];
    }

    private RowScores Row(MethodRow method, IReadOnlyList<ZooColumn> columns, View view)
    {
        var (kind, seeds) = (view == View.None ? "baseline" : method.IsControl ? "control" : "paper", zoo.SeedsOf(method));
        return new RowScores(
            new TableRow(method.Name, kind, seeds.Count, HasCount: true, method.Note), _runs.Counted(method.Method),
            ByColumn(columns, view, seeds, seed => view == View.Shuffled
                ? _runs.Tuned(method, seed) with { Who = $"{method.Name} shuffled seed {seed}" }
                : _runs.Tuned(method, seed, isBlind: view == View.None)));
    }

    private RowScores Constant(IReadOnlyList<ZooColumn> columns) => new(
        new TableRow("Majority", "baseline", 1, HasCount: false, "The most frequent truth of each category, taken from the test items themselves: an upper bound for constant answers."), null,
        [
            .. columns.Select(column => (IReadOnlyList<Artifact<Scores>>)
                [_runs.Scored("majority", column, new Majority(new MajorityParams(column.Benchmark), column.Items).Given)]),
        ]);

    private IReadOnlyList<IReadOnlyList<Artifact<Scores>>> ByColumn(IReadOnlyList<ZooColumn> columns, View view, IReadOnlyList<int> seeds, Func<int, TunedModel> modelOf)
    {
        var models = seeds.ToDictionary(seed => seed, modelOf);
        return [.. columns.Select(column => (IReadOnlyList<Artifact<Scores>>)[.. seeds.Select(seed => _runs.Graded(models[seed], column, view, seed))])];
    }
}
