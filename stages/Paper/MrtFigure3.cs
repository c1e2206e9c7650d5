using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Flow;

namespace Steering.Stages;

/// <summary>
/// MRT's Figure 3, as a table: how well edits of chosen tokens control what a thing is taken for. The editors are trained on the fully tuned model,
/// which stays as it is; beside them stand the controls without which the first number says nothing.
/// </summary>
public static class MrtFigure3
{
    public const string Name = "mrt-control";
    public const string Title = "MRT's Figure 3: control by edits of chosen tokens";

    public const string Edited = "Wanted class";
    public const string Unedited = "Wanted class unedited";
    public const string RandomTokens = "Wanted class on random tokens";
    public const string Reworded = "Wanted class reworded";
    public const string OtherQuestion = "Other answers changed";

    private const string Question = "what is at the {place}?";

    private static readonly (string Header, ControlTrial Trial, string Asked)[] s_columns =
    [
        (Edited, ControlTrial.Edited, Question), (Reworded, ControlTrial.Reworded, "which thing is at the {place}?"), (Unedited, ControlTrial.Unedited, Question),
        (RandomTokens, ControlTrial.RandomTokens, Question), (OtherQuestion, ControlTrial.OtherQuestion, "what is at the {other place}?"),
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

    /// <summary>The two wordings of the edited question make the average: in both the wanted class should come out.</summary>
    private static TableColumn Column(ControlSet control, string header, ControlTrial trial, string asked) =>
        new(header, new ImageClassification(), [ControlRun.Category(trial)], IsPrinted: trial is ControlTrial.Edited or ControlTrial.Reworded)
        {
            Protocol = new Protocol(
                asked, control.Asked.Name, trial == ControlTrial.OtherQuestion ? "share of answers that differ from the unedited ones" : $"share of answers that are '{control.Trial.Wanted}', which none of the things is",
                $"greedy, at most {control.Trial.MaxNewTokens} tokens", ""),
        };
}
