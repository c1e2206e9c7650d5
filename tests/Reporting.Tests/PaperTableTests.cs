using Steering.Tests;

namespace Steering.Reporting.Tests;

/// <summary>The transcription of the paper's tables.</summary>
public sealed class PaperTableTests
{
    private static readonly string[] Benchmarks = ["VQAv2", "GQA", "TextVQA", "SciQA-IMG", "POPE", "MM-Vet", "MMMU"];

    private static Grid Table => Read("table1", labels: 2);

    /// <summary>Files with an average of their own cells, and how many label columns each has.</summary>
    public static TheoryData<string, int> Averaged => new() { { "table1", 2 }, { "table6-rank", 1 }, { "table8", 1 }, { "table9", 1 } };

    [Fact]
    public void It_is_whole()
    {
        Assert.Equal(["Model", "Method"], Table.Labels);
        Assert.Equal(["TP*", .. Benchmarks, "Avg"], Table.Columns.Select(column => column.Name));
        Assert.Equal(["FT", "Adapter", "LoRA", "OFT", "IA3", "MoReS-B", "MoReS-L", "MoReS-H"], Table.Rows.Select(row => row.Labels[1]));
        Assert.All(Table.Rows, row => Assert.All(row.Cells, cell => Assert.NotNull(cell.Value)));
    }

    [Theory]
    [InlineData("table2", 2, 15, "TP*,SciQA-IMG,VizWiz,IconQA-txt,IconQA-blank")]
    [InlineData("table3", 2, 18, "TP*,SciQA-IMG,VizWiz,IconQA")]
    [InlineData("table4", 1, 2, "LoRA,Adapter,OFT,IA3,MoReS")]
    [InlineData("table5", 1, 4, "Full,LoRA,Adapter,OFT,IA3,MoReS")]
    [InlineData("table6-rank", 1, 4, "TP*,SciQA-IMG,VizWiz,IconQA-txt,IconQA-blank,Avg")]
    [InlineData("table6-ratio", 1, 4, "SciQA-IMG,VizWiz,IconQA-txt,IconQA-blank")]
    [InlineData("table8", 1, 4, "VQAv2,GQA,TextVQA,SciQA-IMG,POPE,MM-Vet,MMMU,Avg")]
    [InlineData("table9", 1, 4, "VQAv2,GQA,TextVQA,SciQA-IMG,POPE,MM-Vet,MMMU,Avg")]
    public void So_are_the_others(string file, int labels, int rows, string columns)
    {
        var table = Read(file, labels);
        Assert.Equal(columns.Split(','), table.Columns.Select(column => column.Name));
        Assert.Equal(rows, table.Rows.Count);
        Assert.Equal(rows, table.Rows.Select(row => string.Join('/', row.Labels)).Distinct().Count());
        Assert.All(table.Rows, row => Assert.All(row.Cells, cell => Assert.NotNull(cell.Value)));
    }

    [Theory]
    [MemberData(nameof(Averaged))]
    public void Every_printed_average_that_its_own_cells_contradict_has_a_note_with_the_right_mean_and_no_other_has(string file, int labels)
    {
        var table = Read(file, labels);
        foreach (var row in table.Rows)
        {
            var mean = table.Columns.Where(column => column.Name is not ("TP*" or "Avg")).Average(column => row.Cells[table.IndexOf(column.Name)].Value!.Value);
            var printed = row.Cells[table.IndexOf("Avg")].Value!.Value;
            var contradicts = Math.Abs(Math.Round(mean, 1, MidpointRounding.AwayFromZero) - printed) > 0.01;
            var note = FormattableString.Invariant($"The cells' mean is {mean:0.00}, printed {printed:0.0}.");

            Assert.True(contradicts == row.Note.Contains(note, StringComparison.Ordinal), $"{row.Labels[^1]}: {note}");
        }
    }

    [Fact]
    public void The_papers_own_figures_fit_on_the_chart_of_its_figure_4()
    {
        var svg = SvgChart.ParametersAgainstScores(Table, "Table 1 as printed", "TP*", Benchmarks);

        Assert.All(Table.Rows, row => Assert.Contains($">{row.Labels[1]}</text>", svg, StringComparison.Ordinal));
    }

    private static Grid Read(string file, int labels) => CsvFile.Read(Path.Combine(Golden.Repository, "results", "paper", file + ".csv"), labels);
}
