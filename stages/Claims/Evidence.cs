using Steering.Analysis;
using Steering.Evaluation;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>The numbers at hand when claims are decided.</summary>
/// <param name="Scores">Graded items of a cell by seed, and the column they are of; empty where the cell is not there.</param>
/// <param name="Counts">Trainable parameters by part; null where it was not counted.</param>
/// <param name="Looks">How often verdicts may be looked at; each is decided at 1 − 0.05 / looks.</param>
public sealed record Evidence(
    Func<CellName, (TableColumn Column, IReadOnlyList<IReadOnlyList<Graded>> Seeds)?> Scores, Func<CountedMethod, IReadOnlyDictionary<string, long>?> Counts, int Looks = 1)
{
    /// <summary>What a row's answers attend to, by seed; null where nobody looked.</summary>
    public Func<string, IReadOnlyList<IReadOnlyList<SampleAttention>>?> Attention { get; init; } = _ => null;

    /// <summary>Trainable parameters of a row of the attention figures; null where it has none.</summary>
    public Func<string, long?> Trained { get; init; } = _ => null;

    /// <summary>Losses around a row's model, a map for each pair of directions; null where nobody surveyed it.</summary>
    public Func<string, IReadOnlyList<LossMap>?> Landscape { get; init; } = _ => null;

    /// <summary>What models' answers took, by the name of the file; null where nobody timed them.</summary>
    public Func<string, Timings?> Times { get; init; } = _ => null;

    /// <summary>Figures by name, one set for each seed; null where there are none.</summary>
    public Func<string, IReadOnlyList<IReadOnlyDictionary<string, double>>?> Figures { get; init; } = _ => null;

    /// <summary>Those columns of a table that both rows have. A paired comparison over none is not run.</summary>
    public IReadOnlyList<PairedColumn<Graded>> Paired(string table, string ours, string theirs, IEnumerable<string> columns) =>
    [
        .. columns.Select(column => (Ours: Scores(new CellName(table, ours, column)), Theirs: Scores(new CellName(table, theirs, column))))
            .Where(pair => pair is { Ours: not null, Theirs: not null })
            .Select(pair => new PairedColumn<Graded>(pair.Ours!.Value.Seeds, pair.Theirs!.Value.Seeds, pair.Ours!.Value.Column.Score)),
    ];

    /// <summary>The cell's number, the mean over its seeds.</summary>
    public double? Value(CellName cell) => Scores(cell) is { } found ? found.Seeds.Average(found.Column.Score) : null;
}
