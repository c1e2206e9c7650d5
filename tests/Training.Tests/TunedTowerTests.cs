using Steering.Data;
using Steering.Data.Imaging;
using Steering.Data.Text;
using Steering.Evaluation;
using Steering.Models;
using Steering.Peft;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>Training that reaches into the vision tower reads pixels: features that were cached before it would never change.</summary>
public sealed class TunedTowerTests : IDisposable
{
    private const int Pictures = 6;
    private readonly string _folder = Directory.CreateTempSubdirectory("pictures").FullName;

    private static ClipConfig Tower { get; } = new() { Width = 16, FeedForward = 24, Layers = 3, Heads = 4, ImageSize = 21, PatchSize = 7, NormEpsilon = 1e-5 };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var method in All.Keys)
            foreach (var tower in Towers.Keys) cases.Add(method, tower);
        return cases;
    }

    private static Dictionary<string, IVisionConfig> Towers { get; } = new(StringComparer.Ordinal)
    {
        ["CLIP"] = Tower,
        ["SigLIP with batch norms"] = TowerFiles.Tower,   // whose averages must not move
    };

    private static Dictionary<string, IPeftMethod> All { get; } = new(StringComparer.Ordinal)
    {
        ["steering in the tower"] = new PerPart(Vision: new MoReS(2, "all", Dropout: 0)),
        ["steering in both"] = new Both(new MoReS(2), new PerPart(Vision: new MoReS(2, Dropout: 0))),
        ["the tower from a block on"] = new PerPart(Vision: new PartialTuning(1)),
        ["the whole tower"] = new PerPart(Vision: new FullTuning()),
        ["LoRA in the tower"] = new PerPart(Vision: new Lora(2, 4, 0)),
        ["LoRA everywhere"] = new PerPart(new Lora(2, 4, 0), null, new Lora(2, 4, 0)),
        ["MRT"] = new Mrt(2, 2, 2),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_tower_is_trained_through_its_pixels_and_nothing_else_moves(string name, string tower)
    {
        using var scope = NewDisposeScope();
        using var model = Model(Towers[tower]);
        var grafted = Grafting.Apply(model, All[name], seed: 2);
        var before = model.state_dict().Select(pair => (Name: pair.Key, Now: pair.Value, Copy: pair.Value.detach().clone())).ToList();
        var log = Train(model, grafted, Table(Towers[tower]), recompute: false);
        var trained = grafted.All.Select(one => one.Parameter.Handle).ToHashSet();
        foreach (var (part, now, copy) in before)
        {
            // What nothing reads stays: editors and maps behind the last block whose state is read, and text ends that a row has not.
            if (!trained.Contains(now.Handle)) Assert.True(Near.BitEqual(copy, now), $"{part} is frozen but moved.");
        }
        var moved = grafted.Vision.Where(one => !Near.BitEqual(before.Find(old => old.Now.Handle == one.Parameter.Handle).Copy, one.Parameter)).ToList();
        Assert.NotEmpty(moved);
        var (early, late) = (log.Rows.Take(3).Average(row => row.Loss), log.Rows.TakeLast(3).Average(row => row.Loss));   // three steps are an epoch
        Assert.True(late < early, $"The loss of an epoch went from {early} to {late}.");
    }

    [Fact]
    public void A_frozen_tower_gives_the_same_training_from_pixels_as_from_its_features_and_so_does_recomputing()
    {
        using var scope = NewDisposeScope();
        using var pixels = Model();
        using var features = Model();
        using var again = Model();
        var pictures = Table();
        using var cached = new FeatureTable(Names, Features(features, pictures));
        var method = new MoReS(2, Layers: "all-but-last");
        var first = Train(pixels, Grafting.Apply(pixels, method, seed: 2), pictures, recompute: false);
        var second = Train(features, Grafting.Apply(features, method, seed: 2), cached, recompute: false);
        var third = Train(again, Grafting.Apply(again, method, seed: 2), cached, recompute: true);
        Assert.Equal(first.Rows, second.Rows);
        Assert.Equal(second.Rows, third.Rows);
    }

    [Fact]
    public void Answers_from_pixels_pass_the_models_own_tower()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        Grafting.Apply(model, new PerPart(Vision: new MoReS(4, "all", Dropout: 0)), seed: 2);
        model.eval();
        var pictures = Table();
        using var tuned = new FeatureTable(Names, Features(model, pictures));
        List<EncodedQuestion> questions = [.. Enumerable.Range(0, Pictures).Select(i => new EncodedQuestion([3, ConversationEncoder.ImageSlot, 5, 6 + i], i))];
        var options = new GreedyOptions(4, EndOfText: null);
        Assert.Equal(new Answering(model, options, tuned, batch: 2).Answer(questions), new Answering(model, options, pictures, batch: 3).Answer(questions));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<string> Names => [.. Enumerable.Range(0, Pictures).Select(i => $"{i}.png")];

    private static Llava Model(IVisionConfig? tower = null) => new(
        CausalLanguageModel.Untrained(Toy.Config, 1), Connector.Untrained("mlp2x_gelu", (tower ?? Tower).Width, Toy.Config.Width, 1), VisionTowers.Untrained(tower ?? Tower, 1));

    private PixelTable Table(IVisionConfig? tower = null)
    {
        tower ??= Tower;
        for (var i = 0; i < Pictures; i++)
        {
            var picture = new Picture(30, 24);
            for (var at = 0; at < picture.Rgb.Length; at++) picture.Rgb[at] = (byte)((at * (i + 3)) + (at / 90 * i));
            Png.Write(Path.Combine(_folder, Names[i]), picture);
        }
        return new PixelTable(_folder, [.. Names.Select(name => new Sample { Id = name, Image = name, Turns = [] })], ImageProcessor.Clip(tower.ImageSize), tower.Tokens);
    }

    private static Tensor Features(Llava model, PixelTable pictures)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return model.Vision!.Features(pictures.Take([.. Enumerable.Range(0, Pictures)])).MoveToOuterDisposeScope();   // Model gives it its tower
    }

    private static RunLog Train(Llava model, Grafted grafted, IPictureTable pictures, bool recompute) =>
        new Trainer(Toy.Recipe with { Epochs = 6, ConnectorRate = null, Recompute = recompute }, Toy.Collator, pictures).Train(model, grafted, Toy.Rows(12));
}
