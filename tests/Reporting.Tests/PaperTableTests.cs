using Steering.Tests;

namespace Steering.Reporting.Tests;

/// <summary>The transcription of the paper's Table 1.</summary>
public sealed class PaperTableTests
{
    private static readonly string[] Benchmarks = ["VQAv2", "GQA", "TextVQA", "SciQA-IMG", "POPE", "MM-Vet", "MMMU"];

    private static Grid Table => CsvFile.Read(Path.Combine(Golden.Repository, "results", "paper", "table1.csv"), labels: 2);

    [Fact]
    public void It_is_whole()
    {
        Assert.Equal(["Model", "Method"], Table.Labels);
        Assert.Equal(["TP*", .. Benchmarks, "Avg"], Table.Columns.Select(column => column.Name));
        Assert.Equal(["FT", "Adapter", "LoRA", "OFT", "IA3", "MoReS-B", "MoReS-L", "MoReS-H"], Table.Rows.Select(row => row.Labels[1]));
        Assert.All(Table.Rows, row => Assert.All(row.Cells, cell => Assert.NotNull(cell.Value)));
    }

    [Fact]
    public void Every_printed_average_that_its_own_cells_contradict_has_a_note_with_the_right_mean_and_no_other_has()
    {
        foreach (var row in Table.Rows)
        {
            var mean = Benchmarks.Average(name => row.Cells[Table.IndexOf(name)].Value!.Value);
            var printed = row.Cells[Table.IndexOf("Avg")].Value!.Value;
            var contradicts = Math.Abs(Math.Round(mean, 1, MidpointRounding.AwayFromZero) - printed) > 0.01;
            var note = FormattableString.Invariant($"The cells' mean is {mean:0.00}, printed {printed:0.0}.");

            Assert.True(contradicts == row.Note.Contains(note, StringComparison.Ordinal), $"{row.Labels[1]}: {note}");
        }
    }

    [Fact]
    public void The_papers_own_figures_fit_on_the_chart_of_its_figure_4()
    {
        var svg = SvgChart.ParametersAgainstScores(Table, "Table 1 as printed", "TP*", Benchmarks);

        Assert.All(Table.Rows, row => Assert.Contains($">{row.Labels[1]}</text>", svg, StringComparison.Ordinal));
    }
}
