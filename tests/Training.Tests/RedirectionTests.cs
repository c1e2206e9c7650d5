using System.Globalization;
using Steering.Data;
using Steering.Data.Shards;
using Steering.Evaluation;
using Steering.Peft;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>
/// Editors of chosen tokens from files to files, as stages train and try them: pictures show a thing of some colour on two patches and a ground on
/// the last; a model knows both, then editors learn to have every thing taken for green.
/// </summary>
public sealed class RedirectionTests(TowerFiles files) : IClassFixture<TowerFiles>
{
    private const string Wanted = "green";
    private const int Pictures = 24;
    private const int Longest = 8;   // letters are tokens here
    private static readonly string[] Colours = ["red", Wanted, "blue", "grey"];
    private static readonly string[] Grounds = ["sand", "snow", "moss"];
    private static readonly string[] Asked = ["<image>\nWhich colour is it?", "<image>\nWhat colour does this picture show?", "<image>\nWhat is the ground?"];

    private static readonly IPeftMethod Editors = new Mrt(VisionRank: 4, TextRank: 4, Editors: MrtEditors.Connector | MrtEditors.Prefix);
    private static readonly Recipe Knowing = Toy.Recipe with { Epochs = 20, Batch = 8, Rate = 4e-3, ConnectorRate = 4e-3 };
    private static readonly Recipe Recipe = Toy.Recipe with { Epochs = 12, Batch = 6, Rate = 1e-2, ConnectorRate = null };
    private static readonly RedirectRules Rules = new(Wanted, Items: 100, Longest);

    private int _made;

    [Fact]
    public void The_editors_learn_and_the_model_stays_as_it_is()
    {
        var (adapter, log) = Train(Unwatched);
        var losses = log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)).ToList();
        Assert.True(losses.TakeLast(6).Average() < 0.5 * losses.Take(6).Average(), string.Join(' ', losses));   // six steps are an epoch
        using var trained = Safetensors.Open(adapter);
        using var own = Safetensors.Open(Base.Connector);
        foreach (var name in own.Names) Assert.True(Near.BitEqual(own.Load(name), trained.Load(name)), $"{name} moved.");
        Assert.Contains(trained.Names, name => !own.Names.Contains(name));
    }

    [Fact]
    public void Edited_things_are_taken_for_the_wanted_one_and_without_chosen_tokens_the_model_answers_as_it_did()
    {
        var rules = new ControlRules(Wanted, Items: 100, Longest, Batch: 5, Draws: 2, Seed: 1);
        var scores = Try(Train(Unwatched).Adapter, Editors, rules);
        var things = Pictures * (Colours.Length - 1) / Colours.Length;
        Assert.Equal(
            [("edited", things), ("other question", things), ("random tokens", 2 * things), ("reworded", things), ("unedited", things)],
            scores.Items.GroupBy(item => item.Category).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count())));
        Assert.Distinct(scores.Items.Select(item => (item.Category, item.Id)));
        Assert.True(scores.Beside["edited"] >= 60 && scores.Beside["unedited"] <= 20 && scores.Beside["random tokens"] <= 30, string.Join(' ', scores.Beside));
        Assert.Equal(scores.Beside["edited"], scores.Value);
        Assert.All(scores.Items.Where(item => item.Category != "other question"), item => Assert.Equal(item.Answer == Wanted ? 1 : 0, item.Score));

        // The model itself has no editors at all.
        var plain = Try(Base.Connector, ConnectorTraining.Method, rules);
        Assert.Equal(Answers(plain, "edited"), Answers(scores, "unedited"));
        Assert.All(plain.Items.Where(item => item.Category == "other question"), item => Assert.Equal(0, item.Score));
        var changed = Answers(plain, "other question").Zip(Answers(scores, "other question")).Count(pair => pair.First != pair.Second);
        Assert.Equal(100.0 * changed / things, scores.Beside["other question"], 1e-9);
    }

    [Fact]
    public void Editors_broken_off_in_training_end_in_the_same_bytes()
    {
        using var kept = new KeptStates();
        kept.Break(5, watch => Train(watch));
        var (adapter, log) = ("", "");
        kept.Finish(watch => (adapter, log) = Train(watch));
        var (whole, told) = Train(Unwatched);
        Assert.Equal(told, log);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(adapter));
    }

    private static Watch Unwatched => new((_, _) => { }, Checkpoint.None, CancellationToken.None);

    /// <summary>A model that knows colours and grounds: fully tuned, then folded.</summary>
    private (LlavaFiles Model, string Connector, string Features, string Spots) Base
    {
        get
        {
            var made = (Model: files.Base with { Language = files["knowing"] }, Connector: files["knowing.safetensors"], Features: files["spotted.safetensors"], Spots: files["spots.jsonl"]);
            if (File.Exists(made.Connector)) return made;
            SaveFeatures(made.Features);
            SpotFile.Write(made.Spots, Enumerable.Range(0, Pictures).Select(i => new Spot($"{i}", $"{i}.png", Patches(i), Asked[0], Colours[i % 4], Asked[1], Asked[2])));
            SampleShards.WriteAsync(files["known.parquet"], [.. Enumerable.Range(0, 3 * Pictures).Select(Known)]).GetAwaiter().GetResult();
            Tuning.RunAsync(
                new TuneInputs(files.Base, Text, files["known.parquet"], new PictureSource(made.Features, Pixels: null), files["aligned.safetensors"], files["tower"]),
                new FullTuning(), Knowing, files["known.safetensors"], files["known.csv"], Unwatched).GetAwaiter().GetResult();
            Folding.Run(files.Base, files["known.safetensors"], new FullTuning(), TowerFiles.Tower.Width, files["knowing"], made.Connector);
            return made;
        }
    }

    private TrainingText Text => new(files["tokenizer.json"], TowerFiles.Template);

    private static Sample Known(int number)
    {
        var (picture, asked) = (number / 3, number % 3);
        return new Sample { Id = $"{number}", Image = $"{picture}.png", Turns = [new Turn(Asked[asked], asked == 2 ? Grounds[picture / 4 % 3] : Colours[picture % 4])] };
    }

    /// <summary>The thing's two patches wander over the first eight.</summary>
    private static IReadOnlyList<int> Patches(int picture) => [picture * 5 % 7, (picture * 5 % 7) + 1];

    private static void SaveFeatures(string path)
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var width = TowerFiles.Tower.Width;
        var (colours, grounds, features) = (randn(4, width) * 2, randn(3, width) * 2, randn(Pictures, TowerFiles.Tower.Tokens, width) * 0.3);
        for (var i = 0; i < Pictures; i++)
        {
            foreach (var patch in Patches(i)) features[i, patch].add_(colours[i % 4]);
            features[i, TowerFiles.Tower.Tokens - 1].add_(grounds[i / 4 % 3]);
        }
        using var table = new FeatureTable([.. Enumerable.Range(0, Pictures).Select(i => $"{i}.png")], features);
        table.Save(path);
    }

    private static IEnumerable<string> Answers(ScoreFile scores, string category) => scores.Items.Where(item => item.Category == category).Select(item => item.Answer);

    private (string Adapter, string Log) Train(Watch watch)
    {
        var made = Base;
        var folder = Directory.CreateDirectory(files[$"redirected {GetHashCode()} {_made++}"]).FullName;
        var (adapter, log) = (Path.Combine(folder, "adapter.safetensors"), Path.Combine(folder, "log.csv"));
        Redirection.Run(new RedirectInputs(made.Model, Text, made.Connector, files["tower"], made.Spots, made.Features), Editors, Rules, Recipe, adapter, log, watch);
        return (adapter, File.ReadAllText(log));
    }

    private ScoreFile Try(string adapter, IPeftMethod method, ControlRules rules)
    {
        var (made, output) = (Base, files[$"scores {_made++}.json"]);
        ControlRun.Run(new ControlInputs(made.Model, adapter, method, files["tower"], files["tokenizer.json"], TowerFiles.Template, made.Spots, made.Features), rules, output, (_, _) => { }, CancellationToken.None);
        return ScoreFile.Read(output);
    }
}
