using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Flow;

namespace Steering.Stages;

/// <summary>
/// MRT's Figure 3, as a table: how well edits of chosen tokens control the answers about a thing. The editors are trained on the fully tuned model,
/// which stays as it is; beside them stand the controls without which the first number says nothing.
/// </summary>
public static class MrtFigure3
{
    public const string Name = "mrt-control";
    public const string Title = "MRT's Figure 3: control by edits of chosen tokens";

    public const string Edited = "Wanted answer";
    public const string Unedited = "Wanted answer unedited";
    public const string RandomTokens = "Wanted answer on random tokens";
    public const string Reworded = "Wanted answer reworded";
    public const string OtherQuestion = "Other answers changed";

    private const string Question = "is there a {thing} in the image?";

    private static readonly (string Header, ControlTrial Trial, string Asked)[] s_columns =
    [
        (Edited, ControlTrial.Edited, Question), (Reworded, ControlTrial.Reworded, "do you see a {thing}?"), (Unedited, ControlTrial.Unedited, Question),
        (RandomTokens, ControlTrial.RandomTokens, Question), (OtherQuestion, ControlTrial.OtherQuestion, "is there a {other thing} in the image?"),
    ];

    /// <summary>Null for a zoo that does not say which tokens show what.</summary>
    public static Tabulate? Of(Zoo zoo) => zoo.Mrt.Control is { } control ? Of(zoo, control) : null;

    private static Tabulate Of(Zoo zoo, ControlSet control)
    {
        var (runs, seeds) = (new Runs(zoo), zoo.SeedsOf(control.Row));
        var row = new TableRow(control.Row.Name, "paper", seeds.Count, HasCount: true, control.Row.Note);
        IReadOnlyList<Artifact<Scores>> scores = [.. seeds.Select(seed => runs.Controlled(control, seed))];
        return new Tabulate(
            new TabulateParams(
                $"results/{zoo.Name}/{Name}", $"{Title} ({zoo.Name} zoo)", zoo.Label, [CountedColumn.Trained, CountedColumn.Language, CountedColumn.Connector],
                [.. s_columns.Select(column => Column(control, column.Header, column.Trial, column.Asked))],
                [row]),
            [new RowScores(row, runs.Counted(control.Row.Method), [.. s_columns.Select(_ => scores)])]);
    }

    /// <summary>The two wordings of the edited question make the average: to both the wanted answer should come.</summary>
    private static TableColumn Column(ControlSet control, string header, ControlTrial trial, string asked) =>
        new(header, new ImageClassification(), [ControlRun.Category(trial)], IsPrinted: trial is ControlTrial.Edited or ControlTrial.Reworded)
        {
            Protocol = new Protocol(
                asked, control.Asked.Name, trial == ControlTrial.OtherQuestion ? "share of answers that differ from the unedited ones" : $"share of answers that are '{control.Trial.Wanted}', which is true of none",
                $"greedy, at most {control.Trial.MaxNewTokens} tokens", ""),
        };
}
