using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Data.Text;
using Steering.Evaluation.Benchmarks;
using Steering.Models;
using Steering.Peft;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Evaluation.Tests;

/// <summary>Log-likelihoods of continuations on a small model.</summary>
public sealed class LikelihoodTests
{
    private const double Rounding = 1e-4;

    [Fact]
    public void Likelihoods_do_not_depend_on_the_batch_and_come_back_in_order()
    {
        using var model = Model();
        var rows = Rows();
        var alone = new Likelihoods(model, batch: 1).Of(rows);
        foreach (var batch in new[] { 2, 7, 64 })
        {
            foreach (var (one, together) in alone.Zip(new Likelihoods(model, batch).Of(rows))) Assert.Equal(one, together, Rounding);
        }
        Assert.True(alone.Distinct().Count() > rows.Count / 2, "Equal numbers everywhere would hide a wrong order.");
        Assert.All(alone, value => Assert.True(value < 0));
    }

    [Fact]
    public void A_likelihood_is_the_sum_of_what_the_whole_text_s_logits_say_at_each_token()
    {
        using var model = Model();
        using var scope = NewDisposeScope();
        using var off = no_grad();
        model.eval();
        foreach (var row in Rows())
        {
            long[] ids = [.. row.Context.Select(id => (long)id), .. row.Continuation.Select(id => (long)id)];
            var ids_BT = tensor(ids).unsqueeze(0);
            var h_BTD = model.call(new LlavaInput(ids_BT, null, new TokenLayout(ones_like(ids_BT).to_type(ScalarType.Bool), zeros_like(ids_BT).to_type(ScalarType.Bool), [-1], [0])));
            var logs_TV = nn.functional.log_softmax(model.Language.Logits(h_BTD)[0], dim: 1);
            var expected = Enumerable.Range(row.Context.Count, row.Continuation.Count).Sum(t => (double)logs_TV[t - 1, ids[t]].item<float>());
            Assert.Equal(expected, Assert.Single(new Likelihoods(model, 4).Of([row])), Rounding);
        }
    }

    [Fact]
    public void Given_all_continuations_of_one_token_their_likelihoods_are_one_distribution()
    {
        using var model = Model();
        var sums = new Likelihoods(model, 16).Of([.. Enumerable.Range(0, Toy.Config.Vocabulary).Select(id => new EncodedContinuation([3, 4, 5], [id]))]);
        Assert.Equal(1, sums.Sum(Math.Exp), Rounding);
    }

    [Fact]
    public void A_continuation_without_context_is_refused()
    {
        using var model = Model();
        Assert.Contains("no context", Assert.Throws<ArgumentException>(() => new Likelihoods(model, 2).Of([new EncodedContinuation([], [1])])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_benchmark_s_endings_are_weighed_and_graded_from_files_and_the_context_s_last_space_goes_with_the_ending()
    {
        var folder = Directory.CreateTempSubdirectory("weigh");
        try
        {
            string At(string name) => Path.Combine(folder.FullName, name);
            string[] texts = ["a fox runs away.", "a fox sits down.", "the horse runs. the fox sits.", "which is it?", "a: A b: B c: C d: D Answer:"];
            TokenizerJson.Write(new BpeTrainer(300, 2, ["<eos>"]).Train(texts.Concat(texts)), At("tokenizer.json"));
            var tokenizer = TokenizerFiles.Read(At("tokenizer.json"));
            var encoded = ContinuationEncoder.Encode(tokenizer, "a fox ", "runs");
            Assert.Equal(tokenizer.EncodeToIds("a fox"), encoded.Context);
            Assert.Equal("a fox runs", tokenizer.Decode([.. encoded.Context, .. encoded.Continuation]));

            HellaSwagRow[] rows = [new("foxes", "a fox", "runs", "a fox runs", ["away.", "down.", "away. away.", "down. down."], 0), new("foxes", "the fox", "sits", "the fox sits", ["down.", "a.", "b.", "it?"], 1)];
            await SampleShards.WriteAsync(At("samples.parquet"), HellaSwagFiles.ToSamples(rows, [], 0));
            var config = Toy.Config with { Vocabulary = 400 };
            using (var language = CausalLanguageModel.Untrained(config, 3)) language.Save(At("language"));
            var seen = new SigLipConfig { Width = 12, FeedForward = 16, Layers = 2, Heads = 2, ImageSize = 16, PatchSize = 8, NormEpsilon = 1e-6 };
            using (var tower = SigLip.Untrained(seen, 3)) tower.Save(At("vision"));
            var files = new LlavaFiles(At("language"), "linear");
            using (var model = files.Build(VisionTowers.ReadConfig(At("vision")).Width, seed: 3)) AdapterFile.Save(At("adapter"), ConnectorTraining.Graft(model, seed: 1), "");
            var benchmark = new HellaSwag { ByLikelihood = true };
            var inputs = new LikelihoodInputs(files, At("adapter"), ConnectorTraining.Method, At("vision"), At("tokenizer.json"), At("samples.parquet"));
            await BenchmarkLikelihoods.RunAsync(benchmark, inputs, 3, At("answers.jsonl"), (_, _) => { }, default);
            var scores = await ScoreFile.GradeAsync(benchmark, At("samples.parquet"), At("answers.jsonl"), null, default);
            Assert.Equal(2, scores.Items.Count);
            Assert.All(scores.Items, item => Assert.Equal(item.Score > 0, item.Verdict!.Split(' ').Contains("acc_norm")));
            Assert.All(LlavaQuestions.ReadAnswers(At("answers.jsonl")), answer => Assert.Equal(4, LikelihoodAnswer.Read(answer.Text, 4)!.Count));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Llava Model() => new(CausalLanguageModel.Untrained(Toy.Config, 3), Connector.Untrained("linear", 6, Toy.Config.Width, 3));

    private static List<EncodedContinuation> Rows() =>
    [
        .. Enumerable.Range(0, 20).Select(i => new EncodedContinuation(
            [.. Enumerable.Range(0, 1 + (i * 5 % 7)).Select(t => 12 + (((i * 13) + (t * 17)) % 40))], [.. Enumerable.Range(0, 1 + (i * 3 % 5)).Select(t => 2 + (((i * 7) + (t * 11)) % 50))])),
    ];
}
