using System.Globalization;
using Steering.Evaluation;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>A file of times: a line for each prompt and round, a column for each model, in milliseconds.</summary>
/// <param name="Models">Names, in the order of each line's times.</param>
public sealed record Timings(IReadOnlyList<string> Models, IReadOnlyList<PromptTimes> Lines)
{
    private static readonly string[] s_labels = ["Prompt", "Round"];

    /// <summary>
    /// A weighted sum of the models' times, in milliseconds: of each prompt the least of the rounds, since whatever disturbs a computation adds to its time;
    /// mean over prompts with its 95 % interval.
    /// </summary>
    public Difference Sum(IReadOnlyDictionary<string, double> weights)
    {
        var factors = Models.Select(model => weights.GetValueOrDefault(model)).ToArray();
        IReadOnlyList<(string Prompt, double Value)> prompts =
        [
            .. Lines.GroupBy(line => line.Prompt, StringComparer.Ordinal)
                .Select(lines => (lines.Key, factors.Select((factor, model) => factor == 0 ? 0 : factor * lines.Min(line => line.Milliseconds[model])).Sum())),
        ];
        return Jackknife.OfNumber([prompts], prompt => prompt.Prompt, some => some.Average(prompt => prompt.Value));
    }

    public static void Write(string path, IReadOnlyList<TimedModel> models, IReadOnlyList<PromptTimes> lines) => CsvFile.Write(path, new Grid(
        s_labels, [.. models.Select(model => new Column(model.Name, Measure.Number))],
        [.. lines.Select(line => new Row([line.Prompt, line.Round.ToString(CultureInfo.InvariantCulture)], [.. line.Milliseconds.Select(time => new Cell(time))]))]));

    public static Timings Read(string path)
    {
        var grid = CsvFile.Read(path, s_labels.Length);
        return new Timings(
            [.. grid.Columns.Select(column => column.Name)],
            [.. grid.Rows.Select(row => new PromptTimes(row.Labels[0], int.Parse(row.Labels[1], CultureInfo.InvariantCulture), [.. row.Cells.Select(cell => cell.Value ?? double.NaN)]))]);
    }
}
