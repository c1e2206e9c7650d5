using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Steering.Training;

/// <summary>One line of a training log.</summary>
/// <param name="Step">From 1.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Of this step, as it was divided for the gradient.</param>
/// <param name="Rate">The method's learning rate in this step.</param>
/// <param name="ConnectorRate">The connector's.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Labels">Label tokens of the step.</param>
public sealed record RunLogRow(int Step, int Epoch, double Loss, double Rate, double ConnectorRate, double GradientNorm, long Labels);

/// <summary>What happened in a training run, step by step, as CSV. It holds no clock: equal runs write equal bytes.</summary>
public sealed class RunLog
{
    private readonly List<RunLogRow> _rows = [];

    public IReadOnlyList<RunLogRow> Rows => _rows;

    public void Add(RunLogRow row) => _rows.Add(row);

    /// <summary>One text for each row, from which <see cref="Of"/> makes the same log again, to the last bit.</summary>
    public IEnumerable<string> Lines() => _rows.Select(row => JsonSerializer.Serialize(row));

    public static RunLog Of(IEnumerable<string> lines)
    {
        var log = new RunLog();
        log._rows.AddRange(lines.Select(line => JsonSerializer.Deserialize<RunLogRow>(line) ?? throw new InvalidDataException($"'{line}' is no row of a training log.")));
        return log;
    }

    public void Save(string path)
    {
        var text = new StringBuilder("step,epoch,loss,rate,connector_rate,gradient_norm,labels\n");
        foreach (var row in _rows)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{row.Step},{row.Epoch},{row.Loss:G9},{row.Rate:G9},{row.ConnectorRate:G9},{row.GradientNorm:G9},{row.Labels}\n");
        }
        File.WriteAllText(path, text.ToString());
    }
}
