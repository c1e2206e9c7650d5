using Steering.Data;
using Steering.Data.Imaging;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Data.Text;
using Steering.Evaluation;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>All that tuning and answering read, as files: toy models, a toy vocabulary, pictures of one colour each and questions about it.</summary>
public sealed class TowerFiles : IDisposable
{
    private const string ConnectorKind = "mlp2x_gelu";
    private const int Pictures = 8;
    private static readonly string[] Colors = ["red", "green", "blue", "grey"];
    private readonly string _folder = Directory.CreateTempSubdirectory("tower").FullName;
    private int _made;

    public TowerFiles()
    {
        var tokenizer = new BpeTrainer(300, 1, ["<pad>", "<eos>"]).Train([.. Samples().SelectMany(sample => sample.Turns).Select(turn => Template.Fill([turn]).Text)]);
        TokenizerJson.Write(tokenizer, this["tokenizer.json"]);
        Language = Toy.Config with { Vocabulary = 300, Positions = 128 };
        using (var language = CausalLanguageModel.Untrained(Language, 1)) language.Save(this["language"]);
        foreach (var (name, seed) in ((string, long)[])[("tower", 1), ("other tower", 2)])
        {
            using var tower = VisionTowers.Untrained(Tower, seed);
            tower.Save(this[name]);
        }
        Directory.CreateDirectory(RawFolder.Images(this["raw"], RawFormat.Llava));
        for (var i = 0; i < Pictures; i++) Png.Write(Path.Combine(RawFolder.Images(this["raw"], RawFormat.Llava), $"{i}.png"), Picture(i));
        SampleShards.WriteAsync(this["samples.parquet"], Samples()).GetAwaiter().GetResult();
        Encoding.RunAsync(this["raw"], RawFormat.Llava, this["samples.parquet"], this["tower"], this["features.safetensors"], (_, _) => { }, CancellationToken.None).GetAwaiter().GetResult();
        using var model = Base.Build(Tower.Width, seed: 3);
        AdapterFile.Save(this["aligned.safetensors"], ConnectorTraining.Graft(model, seed: 3), ChatTemplate.Pretrain.ToJson());
    }

    /// <summary>With batch norms, whose averages must not move.</summary>
    public static SigLipConfig Tower { get; } = new()
    {
        Width = 16,
        FeedForward = 24,
        Layers = 3,
        Heads = 4,
        ImageSize = 36,
        PatchSize = 12,
        NormEpsilon = 1e-6,
        Stem = StemKind.Convolutional,
        NormalisesFeatures = true,
    };

    public static ChatTemplate Template { get; } = ChatTemplate.Bare("<eos>");

    public PhiConfig Language { get; }

    /// <summary>Where what is made from the files computes.</summary>
    public Device Device { get; init; } = CPU;

    public LlavaFiles Base => new(this["language"], ConnectorKind) { Device = Device };

    public PictureSource Pixels => new(this["raw"], RawFormat.Llava);

    public PictureSource Features => new(this["features.safetensors"], Pixels: null);

    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>Tunes as a stage does; gives the adapter's path and the log's text.</summary>
    public (string Adapter, string Log) Tune(IPeftMethod method, PictureSource pictures, Recipe recipe, Watch watch)
    {
        var folder = Directory.CreateDirectory(this[$"tuned {_made++}"]).FullName;
        var (adapter, log) = (Path.Combine(folder, "adapter.safetensors"), Path.Combine(folder, "log.csv"));
        var inputs = new TuneInputs(Base, new TrainingText(this["tokenizer.json"], Template), this["samples.parquet"], pictures, this["aligned.safetensors"], this["tower"]);
        Tuning.RunAsync(inputs, method, recipe, adapter, log, watch).GetAwaiter().GetResult();
        return (adapter, File.ReadAllText(log));
    }

    /// <summary>Answers as a stage does.</summary>
    public string Answer(IBenchmark benchmark, string adapter, IPeftMethod method, PictureSource pictures, View view, int batch, string tower = "tower")
    {
        var answers = this[$"answers {_made++}.jsonl"];
        var inputs = new AnswerInputs(Base, adapter, method, this[tower], this["tokenizer.json"], Template, this["samples.parquet"], pictures);
        BenchmarkAnswers.RunAsync(benchmark, inputs, new AnswerRules(view, MaxNewTokens: 6, batch, Seed: 5), answers, (_, _) => { }, CancellationToken.None).GetAwaiter().GetResult();
        return File.ReadAllText(answers);
    }

    /// <summary>The base with the tower it was trained with, and an adapter on it.</summary>
    public (Llava Model, Grafted Grafted) Load(string adapter, IPeftMethod method, string tower = "tower")
    {
        var model = (Base with { Vision = this[tower] }).Build(Tower.Width, seed: 0);
        return (model, AdapterFile.Load(adapter, model, method));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<Sample> Samples() =>
    [
        .. Enumerable.Range(0, 2 * Pictures).Select(i => new Sample
        {
            Id = $"{i}",
            Image = $"{i % Pictures}.png",
            Turns = [new Turn($"<image>\n{(i < Pictures ? "Which colour is it?" : "What colour does this picture show?")}", Colors[i % Colors.Length])],
            Category = "colour",
        }),
    ];

    private static Picture Picture(int i)
    {
        var picture = new Picture(Tower.ImageSize, Tower.ImageSize);
        for (var at = 0; at < picture.Rgb.Length; at++) picture.Rgb[at] = (byte)(at % 3 == i % Colors.Length || i % Colors.Length == 3 ? 200 - (at % 7) : 20 + i);
        return picture;
    }
}
