using Steering.Build;
using Steering.Build.Preflights;
using Steering.Build.Views;
using Steering.Data.Fetching;
using Steering.Flow;
using Steering.Flow.Tests;
using Steering.Stages;
using Steering.Tests;
using Finding = Steering.Build.Doctors.Finding;
using Health = Steering.Build.Doctors.Health;

namespace Steering.House.Tests;

/// <summary>Everything that is wrong with a long run is told in one report, before it begins.</summary>
public sealed class PreflightTests : IDisposable
{
    private readonly Bench _bench = new() { Capacity = new Capacity(4, 64L << 30) };

    public void Dispose() => _bench.Dispose();

    private string Downloads => _bench.PathOf("downloads");

    [Fact]
    public async Task Every_kind_of_fault_stands_in_one_report_with_what_to_do()
    {
        Cards();
        Give("POPE/pope.zip", Zip(["random", "popular", "adversarial"], """{"question_id": 1, "image": "COCO_val2014_000000000001.jpg", "text": "Is there a dog?", "label": "yes"}"""));
        await _bench.MakeAsync(Fetch.Of("POPE", new DownloadFolder(Downloads)));   // at hand, and its picture is not
        Card("VQAv2", """{ path: val2014, url: "https://example.org/val2014.zip", sha256: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }""");
        Give("VQAv2/val2014.zip", [1, 2, 3]);
        Card("GQA", """{ path: images, url: "https://example.org/gqa.zip", bytes: 7 }""");
        Give("GQA/gqa.zip", [1, 2, 3]);
        Card("TextVQA", """{ path: ocr.jsonl, url: "https://example.org/gated", file: eval.zip, manual: "log in first" }""");
        Card("LLaVA-665k", """{ path: images, url: "https://example.org/all.zip", about: 900T }""", "terms: be kind\n");
        Card("ScienceQA", """{ path: problems.json }""");   // no address
        Model("Phi-2", """{"model_type": "phi", "hidden_size": 8}""");
        Model("SigLIP-So400m-384", """{"model_type": "siglip_vision_model"}""");
        _bench.Write("results/paper3b", "a file where a folder should be");
        var findings = await LookAsync("paper3b", new Capacity(4, 64L << 30));
        var told = findings.Where(finding => finding.Health == Health.Failure).ToLookup(finding => finding.What, StringComparer.Ordinal);
        foreach (var (what, value, remedy) in ((string, string, string)[])
        [
            ("sha256", "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81, the card says aaaa", "Fetch it again"),
            ("size", "has 3 bytes, the card says 7", "Fetch it again"),
            ("by hand", "TextVQA", Path.Combine(Downloads, "TextVQA", "eval.zip")),
            ("terms", "LLaVA-665k", "--accept-terms LLaVA-665k"),
            ("card", "'problems.json' has no 'url'", "Mend the card"),
            ("data", "COCO_val2014_000000000001.jpg", "Mend"),
            ("language", Path.Combine(Downloads, "Phi-2"), "Fetch the model again"),
            ("tower", Path.Combine(Downloads, "SigLIP-So400m-384"), "Fetch the model again"),
            ("tokenizer", Path.Combine(Downloads, "Phi-2"), "correct the zoo"),
            ("write", "results/paper3b", "right to write"),
            ("disk", "would be written", "--downloads"),
            ("gpu", "0 here", "TorchDevice=cuda"),
        ])
        {
            var finding = Assert.Single(told[what], one => one.Value.Contains(value, StringComparison.Ordinal));
            Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
        }
        using var page = new StringWriter();
        var error = Assert.Throws<FlowException>(() => Preflight.Require(page, "Table1", findings, isQuiet: true));
        Assert.Contains($"{told.Sum(kind => kind.Count())} things must be mended", error.Message, StringComparison.Ordinal);
        Assert.All(told.SelectMany(kind => kind), finding => Assert.Contains(finding.Value, page.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(9, false)]
    public async Task Published_pictures_are_decoded_and_a_cut_one_is_told_with_the_row_that_shows_it(int cut, bool isWell)
    {
        Cards();
        Card("POPE", """{ path: coco, url: "https://example.org/pope.zip" }""" + "\n  - " + """{ path: val2014, url: "https://example.org/val2014.zip" }""");
        Give("POPE/pope.zip", Zip(["random", "popular", "adversarial"], """{"question_id": 1, "image": "COCO_val2014_000000000001.jpg", "text": "Is there a dog?", "label": "yes"}"""));
        Give("POPE/val2014/COCO_val2014_000000000001.jpg", File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(Golden.Carried, "images", "files"), "*.jpg").Min(StringComparer.Ordinal)!)[..^cut]);
        await _bench.MakeAsync(Fetch.Of("POPE", new DownloadFolder(Downloads)));
        var finding = Assert.Single(await LookAsync("paper3b", new Capacity(4, 64L << 30)), one => one.What == "data");
        Assert.Equal(isWell ? Health.Ok : Health.Failure, finding.Health);
        Assert.Contains(isWell ? "POPE: 3 rows" : "1 of 1 pictures", finding.Value, StringComparison.Ordinal);
        if (!isWell) Assert.Contains("COCO_val2014_000000000001.jpg", finding.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_larger_than_a_gpu_and_a_build_that_has_none_are_told()
    {
        Cards();
        var findings = await LookAsync("paper7b", new Capacity(4, 64L << 30, Gpus: 1));
        Assert.Contains(findings, finding => finding.What == "gpu size" && finding.Value.Contains("Tune FT seed 1", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, finding => finding.What == "gpu size" && finding.Value.Contains("MoReS", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.What == "device" && finding.Value.Contains("CPU", StringComparison.Ordinal));
        Assert.DoesNotContain(await LookAsync("paper7b", new Capacity(4, 64L << 30, Gpus: 1), "cuda"), finding => finding.What is "device" or "gpu");
    }

    [Fact]
    public void The_host_knows_which_device_it_was_built_for() => Assert.Contains(Gpus.Device, (string[])["cpu", "cuda"]);

    [Fact]
    public async Task Terms_that_were_accepted_are_not_asked_for_again_until_they_change()
    {
        Cards();
        Card("LLaVA-665k", """{ path: list.json, url: "https://example.org/list.json" }""", "terms: be kind\n");
        new DownloadFolder(Downloads).Accept(Data.DatasetCard.Read(_bench.PathOf("datasets/LLaVA-665k/card.md")));
        Assert.DoesNotContain(await LookAsync("paper3b", new Capacity(4, 64L << 30)), finding => finding.What == "terms");
        Card("LLaVA-665k", """{ path: list.json, url: "https://example.org/list.json" }""", "terms: be very kind\n");
        Assert.Contains(await LookAsync("paper3b", new Capacity(4, 64L << 30)), finding => finding.What == "terms");
    }

    [Fact]
    public void A_run_in_which_all_is_well_says_nothing_unasked()
    {
        using var page = new StringWriter();
        Preflight.Require(page, "Table1", [Finding.Ok("disk", "much")], isQuiet: true);
        Assert.Equal("", page.ToString());
        Preflight.Require(page, "Table1", [Finding.Ok("disk", "much")], isQuiet: false);
        Assert.Contains("ok   disk      much", page.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The plan of a paper zoo's one row on an empty store: counts, hours and memory are what the cost model gives, and every absent file is listed.</summary>
    [Fact]
    public void A_plan_of_published_size_is_told_without_any_data()
    {
        Cards();
        Card("LLaVA-665k", """{ path: images, url: "https://example.org/all.zip", about: 5G }""", "terms: be kind\n");
        var zoo = Zoo("paper3b");
        var whole = Graph.Of(Table1.Of(zoo));
        var plan = Plan.Make(_bench.Context, whole.UpTo(whole.Choose("stage:Tune LoRA seed 1").Nodes));
        var forecasts = new Forecasts(Costs.Of(plan), new CostModel(zoo, Accelerator.A100, _bench.Root));
        using var page = new StringWriter { NewLine = "\n" };
        var options = Options.From(Arguments.Parse(["--zoo", "paper3b"])) with { Capacity = new Capacity(2, 4L << 30) };
        PlanView.Print(page, "Part", plan, forecasts.Of, options.Capacity, isFull: false);
        ScaleView.Print(page, plan, forecasts, new DownloadFolder(Downloads), options, _bench.Root);
        Assert.Equal($"""
            Part: 8 of 8 stages would run.

              stages            n  why           time p50          p90  memory p50     p90  from
              Fetch *           4  never ran   3 min 57 s   3 min 57 s                      calculated
              Prepare *         2  never ran   1 min 11 s   1 min 11 s                      calculated
              Align seed 1      1  never ran  32 h 18 min  32 h 18 min      32 GiB  32 GiB  calculated
              Tune LoRA seed 1  1  never ran  47 h 43 min  47 h 43 min      20 GiB  20 GiB  calculated

              This machine lacks the GPUs that they need, so it cannot run them; the time on others is told below.

            """, page.ToString()[..page.ToString().IndexOf("\nOn A100", StringComparison.Ordinal)]);
        Assert.Contains("With 1 GPU: 80.0 hours", page.ToString(), StringComparison.Ordinal);
        Assert.Contains("With 8 GPUs: 80.0 hours", page.ToString(), StringComparison.Ordinal);   // the one chain cannot be parted
        Assert.Contains("LLaVA-665k         all.zip    4.7 GiB  fetched, terms  https://example.org/all.zip", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void History_takes_over_where_equal_parameters_ran()
    {
        Cards();
        var zoo = Zoo("paper3b");
        var node = Graph.Of(Table1.Of(zoo)).Nodes.Single(one => one.Label == "Tune LoRA seed 1");
        var model = new CostModel(zoo, Accelerator.A100, _bench.Root);
        Manifest Ran(string parameters, double seconds)
        {
            using var document = System.Text.Json.JsonDocument.Parse(parameters);
            return new Manifest(
                "k", node.Label, new StageKey(StageKey.CurrentSchema, node.StageType, 1, parameters, [], [], "c", Machine: null), document.RootElement.Clone(), [], [],
                new RunRecord(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, seconds, null, Environment.MachineName, "", "", 1, "cpu", 1, "test", null));
        }
        Assert.Equal(0, new Forecasts(new Costs([Ran("{}", 7)], Environment.MachineName), model).Of(node)!.Runs);   // the label alone says nothing
        Assert.Equal(7, new Forecasts(new Costs([Ran(node.Params, 7)], Environment.MachineName), model).Seconds(node));
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(string zoo, Capacity capacity, string device = "cpu")
    {
        var declared = Zoo(zoo);
        var context = _bench.Context with { Device = device };
        var plan = Plan.Make(context, Graph.Of(Table1.Of(declared)));
        var forecasts = new Forecasts(Costs.Of(plan), new CostModel(declared, Accelerator.A100, _bench.Root));
        return await Preflight.LookAsync(new Ready(context, declared, plan, forecasts, new DownloadFolder(Downloads), capacity, GpuBytes: null), CancellationToken.None);
    }

    private Zoo Zoo(string name) => Zoos.Create(name, ZooSettings.None with { Downloads = Downloads });

    /// <summary>A harmless card for everything that the zoos fetch.</summary>
    private void Cards()
    {
        var names = ((string[])["paper3b", "paper7b"]).SelectMany(zoo => Graph.Of(Table1.Of(Zoo(zoo))).Nodes).Select(node => node.Stage).OfType<Fetch>().Select(fetch => fetch.Params.Name).Distinct(StringComparer.Ordinal);
        foreach (var name in names) Card(name, name == "POPE" ? """{ path: coco, url: "https://example.org/pope.zip" }""" : """{ path: list.json, url: "https://example.org/list.json" }""");
    }

    private void Card(string name, string file, string head = "") =>
        _bench.Write($"datasets/{name}/card.md", $"---\nname: {name}\nsource: https://example.org/{name}\nlicence: l\n{head}files:\n  - {file}\n---\n");

    private void Give(string path, byte[] bytes)
    {
        var place = Path.Combine(Downloads, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllBytes(place, bytes);
    }

    /// <summary>A model whose files are all at hand and are not that model.</summary>
    private void Model(string name, string config)
    {
        Card(name, """{ path: config.json, url: "https://example.org/config.json" }""");
        Give($"{name}/config.json", System.Text.Encoding.UTF8.GetBytes(config));
    }

    /// <summary>POPE's lists, all of one question.</summary>
    private static byte[] Zip(string[] lists, string text)
    {
        using var memory = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(memory, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var list in lists)
            {
                using var stream = zip.CreateEntry($"coco/coco_pope_{list}.json").Open();
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            }
        }
        return memory.ToArray();
    }
}
