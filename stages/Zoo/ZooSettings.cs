using System.Globalization;
using Steering.Flow;

namespace Steering.Stages;

/// <summary>What a person may change about a zoo for one run.</summary>
/// <param name="SeedCount">Seeds per cell; null means the zoo's own number.</param>
/// <param name="Values">Recipe fields by path, e.g. <c>LoRA.Rate</c> → <c>1e-3</c>.</param>
/// <param name="IsValidation">True: grade on the validation sets, where rates are chosen, instead of the test sets.</param>
public sealed record ZooSettings(int? SeedCount, IReadOnlyList<KeyValuePair<string, string>> Values, bool IsValidation)
{
    public static ZooSettings None { get; } = new(null, [], IsValidation: false);

    /// <summary>Where downloads are looked for and kept.</summary>
    public string Downloads { get; init; } = "datasets/downloads";

    /// <summary>Seeds 1, 2, … of a zoo that would take so many by itself.</summary>
    public IReadOnlyList<int> Seeds(int own) => [.. Enumerable.Range(1, SeedCount ?? own)];

    /// <summary>The row with its own settings applied: <c>{row}.Rate</c>, <c>.ConnectorRate</c> ("shared" is the paper's one rate), <c>.Epochs</c>, <c>.Batch</c>, <c>.Seeds</c>.</summary>
    public MethodRow Change(MethodRow row)
    {
        if (SeedCount is not null) row = row with { Seeds = null };   // so many of every row
        foreach (var (path, value) in Values)
        {
            var (name, field) = Split(path);
            if (!name.Equals(row.Name, StringComparison.OrdinalIgnoreCase) && name != "*") continue;
            if (field.Equals("Seeds", StringComparison.OrdinalIgnoreCase))
            {
                row = row with { Seeds = (int)Number(path, value) };
                continue;
            }
            row = row with
            {
                Recipe = field.ToUpperInvariant() switch
                {
                    "RATE" => row.Recipe with { Rate = Number(path, value) },
                    "CONNECTORRATE" => row.Recipe with { ConnectorRate = value == "shared" ? null : Number(path, value) },
                    "EPOCHS" => row.Recipe with { Epochs = (int)Number(path, value) },
                    "BATCH" => row.Recipe with { Batch = (int)Number(path, value) },
                    _ => throw new FlowException($"--set {path}: a row has no field '{field}'; there are Rate, ConnectorRate, Epochs, Batch and Seeds."),
                },
            };
        }
        return row;
    }

    /// <summary>Refuses settings for rows that a zoo does not have.</summary>
    public void Check(Zoo zoo)
    {
        List<string> rows = [.. zoo.AllRows.Select(row => row.Name), .. zoo.Mrt.Control is { } control ? (string[])[control.Row.Name] : []];
        foreach (var (path, _) in Values)
        {
            var (name, _) = Split(path);
            if (name != "*" && !rows.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new FlowException($"--set {path}: zoo '{zoo.Name}' has no row '{name}'; there are {string.Join(", ", rows)}, or * for all.");
        }
    }

    private static (string Row, string Field) Split(string path) => path.LastIndexOf('.') is > 0 and var dot
        ? (path[..dot], path[(dot + 1)..])
        : throw new FlowException($"--set {path}: write row.field=value, such as LoRA.Rate=1e-3.");

    private static double Number(string path, string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new FlowException($"--set {path}={value}: '{value}' is no positive number.");
}
