using Steering.Evaluation;
using Steering.Flow;

namespace Steering.Stages;

/// <summary>
/// Wires the cells of a tuning table: models of every row and seed, graded in every column. Pure: nothing runs.
/// </summary>
public sealed class TableBuilder(Zoo zoo)
{
    private readonly Runs _runs = new(zoo);

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
        CountedColumn[] counts = methods.Any(method => Runs.ReachesTower(method.Method))
            ? [CountedColumn.Trained, CountedColumn.Language, CountedColumn.Connector, CountedColumn.Tower]
            : [CountedColumn.Language, CountedColumn.Connector];
        return new Tabulate(
            new TabulateParams(
                $"results/{zoo.Name}/{name}", $"{title} ({zoo.Name} zoo)", zoo.Label, counts,
                [.. columns.Select(column => new TableColumn(column.Header, column.Benchmark, column.Categories, column.IsPrinted))],
                [.. rows.Select(row => row.Row)]),
            rows);
    }

    private RowScores Tuned(MethodRow method, IReadOnlyList<ZooColumn> columns, View view)
    {
        var kind = view == View.None ? "baseline" : method.IsControl ? "control" : "paper";
        return new RowScores(
            new TableRow(method.Name, kind, zoo.Seeds.Count, HasCount: true, method.Note), _runs.Counted(method.Method),
            ByColumn(columns, view, seed => Named(_runs.Tuned(method, seed, view == View.None), view, method, seed)));
    }

    private RowScores Untuned(IReadOnlyList<ZooColumn> columns) => new(
        new TableRow("Aligned, untuned", "control", zoo.Seeds.Count, HasCount: false, "The aligned connector in front of the frozen language model."), null,
        ByColumn(columns, View.Own, _runs.Untuned));

    private static RowScores Constant(IReadOnlyList<ZooColumn> columns) => new(
        new TableRow("Majority", "baseline", 1, HasCount: false, "The most frequent truth of each category, taken from the test items themselves: an upper bound for constant answers."), null,
        [
            .. columns.Select(column => (IReadOnlyList<Artifact<Scores>>)
                [new Grade(new GradeParams(column.Benchmark), "majority", column.Items, new Majority(new MajorityParams(column.Benchmark), column.Items).Given).Result]),
        ]);

    private IReadOnlyList<IReadOnlyList<Artifact<Scores>>> ByColumn(IReadOnlyList<ZooColumn> columns, View view, Func<int, TunedModel> modelOf)
    {
        var models = zoo.Seeds.ToDictionary(seed => seed, modelOf);
        return [.. columns.Select(column => (IReadOnlyList<Artifact<Scores>>)[.. zoo.Seeds.Select(seed => _runs.Graded(models[seed], column, view, seed))])];
    }

    private static TunedModel Named(TunedModel model, View view, MethodRow method, int seed) =>
        view == View.Shuffled ? model with { Who = $"{method.Name} shuffled seed {seed}" } : model;
}
