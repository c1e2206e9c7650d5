using Steering.Data.Sources;
using Steering.Data.Sources.Tasks;
using Steering.Flow;
using Steering.Peft;

namespace Steering.Stages.Tests;

/// <summary>The paper's scales are declared whole, without a file of theirs on the disk.</summary>
public sealed class PaperZooTests
{
    private static readonly string[] s_names = ["paper3b", "paper7b", "paper13b"];

    public static TheoryData<string> Names => [.. s_names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_that_a_zoo_can_make_is_a_graph_whose_only_sources_are_cards_and_printed_numbers(string name)
    {
        var zoo = Zoos.Create(name, ZooSettings.None);
        var graph = Graph.Of([.. PaperTables.Of(zoo), Figure1.Of(zoo), Figure2.Of(zoo), Figure4.Of(zoo), Figure8.Of(zoo), MrtFigure4.Of(zoo), MrtFigure5.Of(zoo), PaperClaims.Of(zoo)]);
        var sources = graph.Nodes.SelectMany(node => node.Inputs).Where(input => input.Producer is null).Select(input => input.Artifact.Place!).ToArray();
        Assert.All(sources, place => Assert.True(place.StartsWith("results/paper/", StringComparison.Ordinal) || place is ['d', ..] && place.EndsWith("/card.md", StringComparison.Ordinal), place));
        Assert.All(sources, place => Assert.True(File.Exists(Path.Combine(Steering.Tests.Golden.Repository, place)), place));
        Assert.DoesNotContain(graph.Nodes, node => node.Stage is Compose or PretrainLanguage or PretrainVision or Probe or Encode);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_row_is_a_training_of_its_own_and_all_start_from_one_alignment(string name)
    {
        var zoo = Zoos.Create(name, ZooSettings.None);
        var graph = Graph.Of(PaperTables.Of(zoo).Where(table => table.Params.Place.EndsWith("/table1", StringComparison.Ordinal)));
        Assert.Equal(zoo.Rows.Count + 1, graph.Identities<Tune>().Count);
        Assert.Single(graph.Identities<Align>());
        Assert.Distinct(zoo.AllRows.Select(row => Canonical.Text(new TuneParams(ModelChoice.Of(zoo.Parts), row.Method, row.Recipe, Blind: row == zoo.Blind))));
    }

    [Fact]
    public void The_scales_share_their_data_and_no_training()
    {
        Graph[] graphs = [.. s_names.Select(name => Graph.Of(Table1.Of(Zoos.Create(name, ZooSettings.None))))];
        Assert.Equal(graphs[0].Identities<Prepare>().Keys.Order(StringComparer.Ordinal), graphs[1].Identities<Prepare>().Keys.Order(StringComparer.Ordinal));
        Assert.Distinct(graphs.SelectMany(graph => graph.Identities<Tune>().Keys));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Table_1_has_the_printed_columns_and_rows_and_their_cards_ask_what_is_asked(string name)
    {
        var zoo = Zoos.Create(name, ZooSettings.None);
        var printed = File.ReadLines(Path.Combine(Steering.Tests.Golden.Repository, "results/paper/table1.csv")).ToArray();
        Assert.Equal(printed[0].Split(',')[3..^2], zoo.Columns.Select(column => column.Header));
        Assert.Equal(printed[1..].Select(row => row.Split(',')[1]), zoo.Rows.Where(row => !row.IsControl).Select(row => row.Name));
        Assert.All(zoo.MrtColumns.Concat(zoo.Hallucination).Concat(zoo.Tasks.Select(task => task.Column)), column =>
            Assert.Equal(Activator.CreateInstance(column.Benchmark.GetType()), column.Benchmark));   // the official prompt, which the cards' tests hold
    }

    /// <summary>methods.md §1.7 and §1.8, script by script.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_recipes_are_the_released_ones(string name)
    {
        var zoo = Zoos.Create(name, ZooSettings.None);
        Assert.All(zoo.Rows.Append(zoo.Blind), row =>
        {
            Assert.Equal((1, 128, 0.03, 0.0, 1.0, true), (row.Recipe.Epochs, row.Recipe.Batch * row.Recipe.Accumulation, row.Recipe.WarmUp, row.Recipe.WeightDecay, row.Recipe.Clip, row.Recipe.Recompute));
            Assert.Equal(row.Method is FullTuning ? 2e-5 : 2e-4, row.Recipe.Rate);
            Assert.Null(row.Recipe.ConnectorRate);
        });
        var tasks = Graph.Of(Table2.Of(zoo), Table3.Of(zoo)).Nodes.Select(node => node.Stage).OfType<Tune>().Where(tune => tune.Label.Contains(" on ", StringComparison.Ordinal)).ToArray();
        Assert.All(tasks, tune => Assert.Equal((10, 128, 2e-4), (tune.Params.Recipe.Epochs, tune.Params.Recipe.Batch * tune.Params.Recipe.Accumulation, tune.Params.Recipe.Rate)));   // full tuning too, as printed
        Assert.Contains(tasks, tune => tune.Params.Method is FullTuning);
        var captions = zoo.Alignment.Captions;
        Assert.Equal((1, 128, 1e-3, true), (captions.Epochs, captions.Batch * captions.Accumulation, captions.ConnectorRate, zoo.Alignment.WarmStart is null));
        Assert.All(zoo.Rows.Select(row => row.Method).OfType<MoReS>(), steering => Assert.Equal("f4+l5", steering.Positions));
    }

    /// <summary>methods.md §2: exact integers.</summary>
    [Theory]
    [InlineData("paper3b", 2_779_683_840, 188_743_680, 83_886_080, 39_321_600, 491_520, 163_872)]
    [InlineData("paper7b", 6_738_415_616, 319_815_680, 201_326_592, 100_663_296, 614_400, 262_176)]
    [InlineData("paper13b", 13_015_864_320, 500_695_040, 314_572_800, 196_608_000, 962_560, 409_640)]
    public void The_rows_train_as_many_parameters_as_the_paper_prints(string name, long full, long lowRank, long adapter, long orthogonal, long scaling, long steering)
    {
        var zoo = Zoos.Create(name, ZooSettings.None);
        string[] rows = ["FT", "LoRA", "Adapter", "OFT", "IA3", "MoReS-B"];
        Assert.Equal([full, lowRank, adapter, orthogonal, scaling, steering], rows.Select(row => TrainableCount.Of(zoo.LanguageShape, zoo.Rows.Single(one => one.Name == row).Method)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Mrt_s_comparison_has_its_classification_sets_unpacked_from_their_cards(string name)
    {
        var columns = Zoos.Create(name, ZooSettings.None).MrtColumns.Where(column => column.Items.Format == RawFormat.ClassFolders).ToArray();
        Assert.Equal([("CIFAR-10", Packing.Cifar10), ("CIFAR-100", Packing.Cifar100), ("MNIST", Packing.Digits)], columns.Select(column => (column.Header, ((UnpackClasses)column.Items.Raw.Producer!).Params.Packing)));
        Assert.All(columns, column => Assert.Equal($"datasets/{column.Header}/card.md", ((Fetch)column.Items.Raw.Producer!.Inputs.Single().Producer!).Card));
        Assert.All(columns, column => Assert.True(PublishedSets.Sizes.ContainsKey(column.Items.Name) && !column.IsPrinted, column.Header));
    }

    [Fact]
    public void Each_row_of_table_1_answers_test_dev_for_the_server_which_wants_all_of_the_test_split()
    {
        var zoo = Zoos.Create("paper3b", ZooSettings.None);
        Submit[] uploads = [.. Uploads.Of(zoo).Select(upload => (Submit)upload.Producer!)];
        Assert.Equal(zoo.Rows.Select(row => $"Submit {row.Name} seed 1 VQAv2"), uploads.Select(upload => upload.Label));
        Assert.Distinct(uploads.Select(upload => upload.Upload.Place));
        foreach (var upload in uploads)
        {
            var (lists, answer) = ((PrepareTestDev)upload.Inputs[0].Producer!, (Answer)upload.Inputs[1].Producer!);
            Assert.Equal(lists.Whole.FileName, ((Artifact<Steering.Stages.Shards>)upload.Inputs[0]).FileName);
            Assert.Contains(answer.Inputs, input => input.Producer is PrepareTestDev && input.FileName == lists.Asked.FileName);
            Assert.Equal("datasets/VQAv2-test/card.md", ((Fetch)lists.Inputs[0].Producer!).Card);
        }
        Assert.Empty(Uploads.Of(Zoos.Create("tiny", ZooSettings.None)));
    }

    [Fact]
    public void Tasks_have_their_scales_each_the_beginning_of_the_next()
    {
        var sets = new PublishedSets(new Steering.Data.Fetching.DownloadFolder("x"));
        var science = sets.Task("ScienceQA", TaskKind.ScienceQa);
        Assert.Equal(["ScienceQA-train-1K", "ScienceQA-train-5K", "ScienceQA-train-all", "ScienceQA-train-all"], science.Select(set => set.Name));
        Assert.Equal(["VizWiz-train-1K", "VizWiz-train-5K", "VizWiz-train-10K", "VizWiz-train-all"], sets.Task("VizWiz", TaskKind.VizWiz).Select(set => set.Name));
        Assert.All(science, set => Assert.True(PublishedSets.Sizes.ContainsKey(set.Name), set.Name));
        Assert.Single(science.Select(set => ((TaskSet)set.Raw.Producer!).Params.Choice.Seed).Distinct());
    }
}
