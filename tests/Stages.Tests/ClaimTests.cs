using System.Text.Json;
using Steering.Analysis;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;
using Steering.Flow;
using Verdict = Steering.Reporting.Verdict;

namespace Steering.Stages.Tests;

/// <summary>Claims and their verdicts, decided from score files.</summary>
public sealed class ClaimTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("claims-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_claim_has_one_id_a_test_in_words_and_says_what_the_print_says()
    {
        var claims = PaperClaims.Of(Zoos.Create("tiny", ZooSettings.None)).Params.Claims;
        Assert.Equal(claims.Count, claims.Select(claim => claim.Id).Distinct().Count());
        Assert.All(claims, claim => Assert.All([claim.Id, claim.Text, claim.Test.Words], text => Assert.NotEqual("", text)));
        for (var number = 1; number <= 48; number++) Assert.Contains(claims, claim => claim.Id == $"LS-{number:00}");
        for (var number = 1; number <= 8; number++) Assert.Contains(claims, claim => claim.Id == $"MRT-{number:00}");
    }

    [Fact]
    public async Task A_row_that_is_right_where_another_is_wrong_lies_above_it_and_the_file_says_so()
    {
        // Rows of the table are right on all items but the controls', which are right on none.
        var lines = await DecideAsync((row, item) => row is "Connector only" or "MoReS-B frozen" or Controls.DrawnSubspaces ? 0 : 1);
        Assert.StartsWith("OWN-1,holds,", Assert.Single(lines, line => line.StartsWith("OWN-1,", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("OWN-2,holds,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("OWN-3,fails,", StringComparison.Ordinal));   // equal is not above
        Assert.Contains(lines, line => line.StartsWith("LS-05,holds,", StringComparison.Ordinal));   // and equal is not worse
        Assert.Contains(lines, line => line.StartsWith("LS-14,not run,", StringComparison.Ordinal));  // it needs the paper's models
        Assert.Contains(lines, line => line.StartsWith("LS-11,fails,", StringComparison.Ordinal));   // nobody lies above an equal
        Assert.Contains(lines, line => line.StartsWith("LS-31,holds,", StringComparison.Ordinal));   // the files of times say so
        Assert.Contains(lines, line => line.StartsWith("LS-35,undecided,", StringComparison.Ordinal));   // exactly half
        Assert.Contains(lines, line => line.StartsWith("LS-42,undecided,", StringComparison.Ordinal));   // all variants attend alike
        Assert.Contains(lines, line => line.StartsWith("LS-45,holds,", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("LS-48,holds,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_small_and_uneven_lead_is_undecided()
    {
        var lines = await DecideAsync((row, item) => row == "MoReS-B" ? item % 2 : item * 7 % 24 < 11 ? 1 : 0);
        Assert.Contains(lines, line => line.StartsWith("OWN-1,undecided,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(188_743_680, 655_488, 287, 288.5, "holds")]
    [InlineData(188_743_680, 655_488, 288, 300, "fails")]
    public void Parameters_are_decided_exactly(long lora, long steering, double least, double most, string verdict)
    {
        var counts = new Dictionary<string, long> { ["LoRA"] = lora, ["MoReS-H"] = steering };
        var evidence = new Evidence(_ => null, of => new Dictionary<string, long> { ["language model"] = counts[of.Method], ["connector"] = 9_507_840 });
        var test = new Ratio(new CountedMethod("3B", "LoRA"), [new CountedMethod("3B", "MoReS-H")], least, most);
        Assert.Equal(verdict, Reporting.Verdicts.Word(test.Decide(evidence).Verdict));
        Assert.Equal(Verdict.Fails, (test with { Least = 100, Most = null, WithConnector = true }).Decide(evidence).Verdict);   // 19.5 with the connector
        Assert.Equal(Verdict.Fails, new Counted(new CountedMethod("3B", "MoReS-H"), "0.656M").Decide(evidence).Verdict);
        Assert.Equal(Verdict.Holds, new Counted(new CountedMethod("3B", "MoReS-H"), "0.655M").Decide(evidence).Verdict);
    }

    [Fact]
    public void An_open_question_names_the_rows_whose_seeds_would_tell()
    {
        IReadOnlyList<Graded> Items(Func<int, double> score) => [.. Enumerable.Range(0, 30).Select(i => new Graded($"{i}", $"{i}.png", "", score(i), ""))];
        var column = new TableColumn("VQAv2", new VqaV2(), [], IsPrinted: true) { Protocol = new Protocol("", "", "", "", "") };
        var evidence = new Evidence(
            cell => (column, cell.Row == "ours" ? [Items(i => i % 2)] : [Items(i => i % 3 == 0 ? 1 : 0)]), _ => null);
        var finding = new Above("table", "ours", "theirs", ["VQAv2"], 0).Decide(evidence);
        Assert.Equal(Verdict.Undecided, finding.Verdict);
        Assert.Equal(["ours", "theirs"], finding.Rows.Select(cell => cell.Row));
    }

    [Fact]
    public void Attention_is_compared_sample_by_sample_in_the_layers_that_are_meant()
    {
        // The picture's share rises with the layer, the same for both rows but in the last layer, where ours has 0.1 more.
        var evidence = new Evidence(_ => null, _ => null) { Attention = row => [Samples(layer => 0.1 * (layer + 1) + (row == "ours" && layer == 2 ? 0.1 : 0))] };
        Assert.Equal(Verdict.Holds, new Attends(LayerReading.Visual, "ours", "theirs", [0, 0, 1], "in layer 3", 0.05).Decide(evidence).Verdict);
        Assert.Equal(Verdict.Fails, new Attends(LayerReading.Visual, "ours", "theirs", [1, 0, 0], "in layer 1", 0).Decide(evidence).Verdict);
        Assert.Equal(Verdict.Holds, new Attends(LayerReading.Visual, "ours", null, [0, 1, 0], "in layer 2", 0.5, IsBelow: true).Decide(evidence).Verdict);
        Assert.Equal(Verdict.NotRun, new Attends(LayerReading.Grown, "ours", null, [1, 0, 0], "in layer 1", 0).Decide(evidence).Verdict);   // nothing is steered
        Assert.Equal(Verdict.NotRun, new Attends(LayerReading.Visual, "ours", null, [1], "in layer 1", 0).Decide(new Evidence(_ => null, _ => null)).Verdict);
    }

    [Fact]
    public void A_rank_correlation_is_as_strong_as_few_orders_of_the_rows()
    {
        var rows = new[] { "a", "b", "c", "d", "e" };
        var evidence = new Evidence(_ => null, _ => null) { Attention = row => [Samples(_ => 0.1 * (Array.IndexOf(rows, row) + 1))], Trained = row => 1000 - Array.IndexOf(rows, row) };
        var finding = new RankCorrelation(LayerReading.Visual, rows, -0.6).Decide(evidence);
        Assert.Equal(Verdict.Holds, finding.Verdict);
        Assert.Contains("ρ = -1.00, p = 0.008", finding.Numbers, StringComparison.Ordinal);   // 1 of 120 orders
        Assert.Equal(Verdict.Fails, new RankCorrelation(LayerReading.Visual, rows, -0.6).Decide(evidence with { Trained = row => Array.IndexOf(rows, row) }).Verdict);
    }

    [Theory]
    [InlineData(0.9, false, Verdict.Fails)]
    [InlineData(0.5, false, Verdict.Holds)]
    [InlineData(0.75, false, Verdict.Undecided)]
    [InlineData(0.9, true, Verdict.Holds)]
    [InlineData(0.5, true, Verdict.Fails)]
    public void A_number_is_beyond_a_bound_with_its_whole_interval_or_not(double bound, bool isBelow, Verdict verdict)
    {
        // Three of four items are right.
        var evidence = new Evidence(cell => (Column, [Items(i => i % 4 == 0 ? 0 : 1, count: 400)]), _ => null);
        Assert.Equal(verdict, new Beyond("t", "row", "c", 100 * bound, isBelow).Decide(evidence).Verdict);
        Assert.Equal(Verdict.NotRun, new Beyond("t", "row", "c", 100 * bound, isBelow).Decide(new Evidence(_ => null, _ => null)).Verdict);
    }

    [Fact]
    public void The_best_of_many_rows_must_lie_further_above_than_one_row_alone()
    {
        // The other row has 20 of 400 items right, as all rows have but the best.
        IReadOnlyList<Graded> Right(int right) => Items(i => i < right ? 1 : 0, count: 400);
        Evidence Of(int best) => new(cell => (Column, [Right(cell.Row == "best" ? best : 20)]), _ => null);
        string[] rows = ["best", .. Enumerable.Range(0, 40).Select(i => $"row {i}")];
        Assert.Equal(Verdict.Holds, new SomeAbove("t", ["best"], "other", "c").Decide(Of(26)).Verdict);
        Assert.Equal(Verdict.Undecided, new SomeAbove("t", rows, "other", "c").Decide(Of(26)).Verdict);
        Assert.Equal(Verdict.Holds, new SomeAbove("t", rows, "other", "c").Decide(Of(60)).Verdict);
        Assert.Equal(Verdict.Fails, new SomeAbove("t", rows, "other", "c").Decide(Of(20)).Verdict);
        Assert.Contains("best", new SomeAbove("t", rows, "other", "c").Decide(Of(60)).Numbers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.8, 0.4, 0.02, Verdict.Holds)]
    [InlineData(0.4, 0.8, 0.02, Verdict.Fails)]
    [InlineData(0.61, 0.6, 0.1, Verdict.Undecided)]
    [InlineData(0.8, 9, 0.02, Verdict.Undecided)]   // theirs reaches beyond the map
    public void A_landscape_is_wider_where_its_areas_are_over_pairs_of_directions(double ours, double theirs, double spread, Verdict verdict)
    {
        double[] steps = [.. Enumerable.Range(-10, 21).Select(step => step / 10.0)];
        var evidence = new Evidence(_ => null, _ => null) { Landscape = row => [.. Enumerable.Range(1, 5).Select(pair => MrtFigureTests.Bowl(pair, steps, (row == "ours" ? ours : theirs) + (spread * (pair - 3))))] };
        Assert.Equal(verdict, new Wider("ours", "theirs", Nearness.Loss).Decide(evidence).Verdict);
        Assert.Equal(Verdict.NotRun, new Wider("ours", "theirs", Nearness.Loss).Decide(new Evidence(_ => null, _ => null)).Verdict);
    }

    [Fact]
    public void A_high_least_loss_makes_a_landscape_wide_in_twice_the_loss_and_not_in_twice_the_perplexity()
    {
        // The same bowl, lifted: 1 + r² and 3 + r².
        double[] steps = [.. Enumerable.Range(-10, 21).Select(step => step / 10.0)];
        LossMap Lifted(int pair, double by)
        {
            var bowl = MrtFigureTests.Bowl(pair, steps, 1 + (0.01 * pair));
            return bowl with { Losses = [.. bowl.Losses.Select(loss => loss + by)] };
        }
        var evidence = new Evidence(_ => null, _ => null) { Landscape = row => [.. Enumerable.Range(1, 5).Select(pair => Lifted(pair, row == "ours" ? 2 : 0))] };
        Assert.Equal(Verdict.Holds, new Wider("ours", "theirs", Nearness.Loss).Decide(evidence).Verdict);
        Assert.NotEqual(Verdict.Holds, new Wider("ours", "theirs", Nearness.Perplexity).Decide(evidence).Verdict);
    }

    private static TableColumn Column { get; } = new("c", new ImageClassification(), [], IsPrinted: true) { Protocol = new Protocol("", "", "", "", "") };

    private static IReadOnlyList<Graded> Items(Func<int, double> score, int count) => [.. Enumerable.Range(0, count).Select(i => new Graded($"{i}", $"{i}.png", "", score(i), ""))];
    [Fact]
    public void Time_beyond_the_base_is_compared_and_a_model_that_was_not_timed_leaves_it_not_run()
    {
        // 20 prompts of very unlike lengths; beyond the base ours takes 0.2 ms, theirs 0.5 ms.
        var times = new Timings(["base", "ours", "theirs"], [.. Enumerable.Range(0, 20).Select(i => new PromptTimes($"{i}", 0, [10 * i, (10 * i) + 0.2 + (0.001 * (i % 3)), (10 * i) + 0.5]))]);
        var evidence = new Evidence(_ => null, _ => null) { Times = name => name == "toy" ? times : null };
        var finding = new Overhead("toy", "ours", "theirs", "base", 0.5).Decide(evidence);
        Assert.Equal(Verdict.Holds, finding.Verdict);
        Assert.Contains("ours 0.201", finding.Numbers, StringComparison.Ordinal);
        Assert.Equal(Verdict.Fails, new Overhead("toy", "ours", "theirs", "base", 0.3).Decide(evidence).Verdict);
        Assert.Equal(Verdict.Fails, new Overhead("toy", "theirs", "ours", "base", 1).Decide(evidence).Verdict);
        Assert.Equal(Verdict.NotRun, new Overhead("toy", "ours", "theirs", "base", 1) { Beside = ["other"] }.Decide(evidence).Verdict);
        Assert.Equal(Verdict.NotRun, new Overhead("another", "ours", "theirs", "base", 1).Decide(evidence).Verdict);
    }

    [Fact]
    public void The_row_that_is_best_on_the_validation_sets_is_tested_and_no_other()
    {
        // By its tests b would hold and a fail; which of them counts is for the validation scores to say.
        ClaimTest Test(string row) => new Above("table1", row, "other", ["POPE"], 0);
        Verdict Decide(double ofA, double ofB) => new Chosen("validation", ["POPE"], [new("a", Test("a")), new("b", Test("b"))]).Decide(Scored(cell => (cell.Table, cell.Row) switch
        {
            ("validation", "a") => i => i < ofA ? 1 : 0,
            ("validation", "b") => i => i < ofB ? 1 : 0,
            ("table1", "b") => _ => 1,
            ("table1", "a") => _ => 0,
            _ => i => i % 2,
        })).Verdict;
        Assert.Equal((Verdict.Holds, Verdict.Fails), (Decide(10, 11), Decide(11, 10)));
        Assert.Equal(Verdict.Fails, Decide(10, 10));   // the first of equals
        Assert.Equal(Verdict.NotRun, new Chosen("validation", [], [new("a", Test("a"))]).Decide(Scored(_ => _ => 1)).Verdict);
        Assert.Equal(Verdict.NotRun, new Chosen("nowhere", ["POPE"], [new("a", Test("a"))]).Decide(new Evidence(_ => null, _ => null)).Verdict);
    }

    [Fact]
    public void Attention_and_score_go_together_within_groups_or_do_not()
    {
        CellName[] Group(string table) => [.. Enumerable.Range(0, 5).Select(i => new CellName(table, $"{i}", "VQAv2"))];
        var test = new Rebalances(LayerReading.Visual, [Group("one"), Group("two")]);
        Verdict Decide(Func<int, int> rights) => test.Decide(Scored(cell => i => i < rights(cell.Row[0] - '0') ? 1 : 0) with
        {
            Attention = name => [Samples(_ => 0.1 + (0.05 * (name.Split('/')[0][^1] - '0')))],
        }).Verdict;
        Assert.Equal((Verdict.Holds, Verdict.Fails), (Decide(row => 4 * row), Decide(row => 20 - (4 * row))));
        Assert.Equal(Verdict.Undecided, Decide(row => 4 * (row * 2 % 5)));
        Assert.Equal(Verdict.NotRun, test.Decide(Scored(_ => _ => 1)).Verdict);   // nobody looked
        Assert.Equal(10, test.Attention.Distinct().Count());
    }

    [Fact]
    public void A_control_gains_less_than_half_or_does_not()
    {
        Finding Decide(int control) => new Gains("controls", "ours", "control", "base", ["POPE", "VQAv2"], 0.5)
            .Decide(Scored(cell => i => cell.Row switch { "ours" => i % 4 != 0 ? 1 : 0, "control" => i % 4 == 1 || i < control ? 1 : 0, _ => i % 4 == 1 ? 1 : 0 }));
        Assert.Equal(Verdict.Holds, Decide(1).Verdict);
        Assert.Equal(Verdict.Fails, Decide(24).Verdict);
        Assert.Contains("n 48", Decide(1).Numbers, StringComparison.Ordinal);
        Assert.Equal(Verdict.NotRun, new Gains("controls", "ours", "control", "base", [], 0.5).Decide(Scored(_ => _ => 1)).Verdict);
    }

    [Fact]
    public void Subspaces_are_orthonormal_at_every_seed_or_the_claim_fails()
    {
        Verdict Decide(params double[] worst) => new Orthonormal(["MoReS-B"], 1e-5).Decide(new Evidence(_ => null, _ => null)
        {
            Figures = name => name == "subspaces of MoReS-B" ? [.. worst.Select(one => new Dictionary<string, double> { ["editors"] = 4, ["worst"] = one })] : null,
        }).Verdict;
        Assert.Equal((Verdict.Holds, Verdict.Fails), (Decide(1e-7, 9e-6), Decide(1e-7, 1e-5)));
        Assert.Equal(Verdict.NotRun, new Orthonormal(["LoRA"], 1e-5).Decide(new Evidence(_ => null, _ => null)).Verdict);
    }

    [Fact]
    public void More_ticks_than_each_other_program_are_needed()
    {
        Verdict Decide(int here) => new Covers("ticks", "here", ["one", "other"]).Decide(new Evidence(_ => null, _ => null) { Figures = _ => [new Dictionary<string, double> { ["here"] = here, ["one"] = 3, ["other"] = 5 }] }).Verdict;
        Assert.Equal((Verdict.Holds, Verdict.Fails), (Decide(6), Decide(5)));
    }

    /// <summary>Every cell there is, of one seed with 24 items, each about a picture of its own.</summary>
    private static Evidence Scored(Func<CellName, Func<int, double>> score)
    {
        var column = new TableColumn("any", new VqaV2(), [], IsPrinted: true) { Protocol = new Protocol("", "", "", "", "") };
        return new Evidence(cell => (column, [[.. Enumerable.Range(0, 24).Select(i => new Graded($"{i}", $"{i}.png", "", score(cell)(i), ""))]]), _ => null);
    }

    private static IReadOnlyList<SampleAttention> Samples(Func<int, double> visual) =>
    [
        .. Enumerable.Range(0, 12).Select(i => new SampleAttention($"{i}", $"{i}.png", 3,
            [.. Enumerable.Range(0, 3).Select(layer => new LayerNumbers(0.1, visual(layer) + (0.001 * (i % 3)), 0.1, 0.1, new Dictionary<string, double>(), 0.3, null, 0, 0, null))])),
    ];

    private async Task<string[]> DecideAsync(Func<string, int, double> score)
    {
        var claims = PaperClaims.Of(Zoos.Create("tiny", new ZooSettings(SeedCount: 2, [], IsValidation: false)));
        var rowOf = new Dictionary<IArtifact, string>(ReferenceEqualityComparer.Instance);
        foreach (var cell in claims.Scored()) rowOf[cell.Scores] = cell.Row;
        var inputs = claims.Inputs.Select((input, number) => input.Content == typeof(Maps) ? WriteMaps(number) : input.Content == typeof(Losses) ? WriteLosses(number) : input.Content == typeof(Times) ? WriteTimes((Clock)input.Producer!, number) : Write(input, number, item => score(rowOf.GetValueOrDefault(input, ""), item))).ToList();
        var output = Directory.CreateDirectory(Path.Combine(_folder.FullName, "out")).FullName;
        await claims.RunAsync(new StageRun(claims, inputs, output), CancellationToken.None);
        return File.ReadAllLines(Path.Combine(output, claims.Table.FileName));
    }

    private string WriteLosses(int number)
    {
        var path = Path.Combine(_folder.FullName, $"{number}.losses.csv");
        LossFile.Write(path, Enumerable.Range(1, 5).Select(pair => MrtFigureTests.Bowl(pair, [-1, 0, 1], 0.5 + (0.01 * pair))));
        return path;
    }

    private string WriteMaps(int number)
    {
        var path = Path.Combine(_folder.FullName, $"{number}.jsonl");
        var ratios = LmarVariant.All.ToDictionary(variant => variant.Name, _ => 1.0);
        AttentionFile.Write(path, Samples(_ => 0.3).Select(sample => sample with { Layers = [.. sample.Layers.Append(sample.Layers[0]).Select(layer => layer with { Lmar = ratios })] }));
        return path;
    }

    /// <summary>Each model takes a millisecond more than the one before it in the file.</summary>
    private string WriteTimes(Clock clock, int number)
    {
        var path = Path.Combine(_folder.FullName, $"{number}.csv");
        Timings.Write(path, clock.Params.Models, [.. Enumerable.Range(0, 24).SelectMany(i => Enumerable.Range(0, 2).Select(round => new PromptTimes($"{i}", round, [.. clock.Params.Models.Select((_, at) => i + at + (0.01 * ((i + at) % 3)))])))]);
        return path;
    }

    private string Write(IArtifact input, int number, Func<int, double> score)
    {
        var path = Path.Combine(_folder.FullName, $"{number}.json");
        var figures = input.Producer switch
        {
            Gauge => new Dictionary<string, double> { [Gauge.Editors] = 4, [Gauge.Worst] = 2e-7 },
            TabulateCapabilities => new Dictionary<string, double> { [TabulateCapabilities.Here] = 7, ["TinyLLaVA"] = 3, ["Prismatic"] = 6 },
            _ => null,
        };
        if (figures is not null)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(figures));
            return path;
        }
        if (input.Content == typeof(Figures))
        {
            File.WriteAllText(path, JsonSerializer.Serialize(new Dictionary<string, long> { ["language model"] = 10 + number, ["connector"] = 5, ["vision tower"] = 0, ["all"] = 1000 }));
            return path;
        }
        var items = Enumerable.Range(0, 24).Select(i => new Graded($"{i}", $"{i}.png", "random", score(i), score(i) > 0 ? "yes" : "no")).ToList();
        new ScoreFile("any", 50, new Dictionary<string, double>(), items).Write(path);
        return path;
    }
}
