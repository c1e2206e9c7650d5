using System.Diagnostics;
using System.Globalization;
using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Benchmarks;

/// <summary>
/// One training step of the tiny zoo's language model (d 128, 4 blocks, 4 heads, F 512, vocabulary 800; batch 16 × 160 tokens; loss on
/// every position; clip; AdamW), here and in python3-torch, interleaved, on one thread each.
/// </summary>
internal static class StepTime
{
    private const int Batch = 16;
    private const int Tokens = 160;
    private const int Vocabulary = 800;
    private const int Rounds = 5;
    private const int StepsPerRound = 6;

    public static void Run(TextWriter page)
    {
        set_num_threads(1);
        var script = Path.Combine(AppContext.BaseDirectory, "peer_step.py");
        if (!File.Exists("/usr/bin/python3") || Peer(script, 1) is null)
        {
            page.WriteLine("No peer: python3-torch is not installed (Debian: apt-get install python3-torch).");
            return;
        }
        var (ours, theirs) = (new List<double>(), new List<double>());
        Ours(1);
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(Ours(StepsPerRound));
            theirs.Add(Peer(script, StepsPerRound) ?? throw new InvalidOperationException("The peer ran once and then no more."));
        }
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step of {Batch} × {Tokens} tokens, median of {Rounds} rounds: here {Median(ours):f1} ms, python3-torch {Median(theirs):f1} ms, ratio {Median(ours) / Median(theirs):f2}"));
    }

    /// <summary>Milliseconds a step.</summary>
    private static double Ours(int steps)
    {
        using var scope = NewDisposeScope();
        using var model = Phi.Untrained(
            new PhiConfig
            {
                Width = 128, FeedForward = 512, Layers = 4, Heads = 4, KeyValueHeads = 4, Vocabulary = Vocabulary, Positions = 512, RotaryFraction = 0.5, RopeTheta = 1e4, NormEpsilon = 1e-5,
            },
            seed: 0);
        var parameters = model.parameters().ToList();
        using var optimiser = optim.AdamW(parameters, 1e-3);
        var ids_BT = randint(Vocabulary, [Batch, Tokens], dtype: ScalarType.Int64);
        var targets = ids_BT.flatten();
        double Step()
        {
            using var inner = NewDisposeScope();
            var clock = Stopwatch.GetTimestamp();
            var stream_BTD = model.call(new LanguageInput(model.Tokens.call(ids_BT)));
            var loss = nn.functional.cross_entropy(model.Logits(stream_BTD.flatten(0, 1)), targets);
            optimiser.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(parameters, 1.0);
            optimiser.step();
            return Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        }
        Step();
        return Median([.. Enumerable.Range(0, steps).Select(_ => Step())]);
    }

    private static double? Peer(string script, int steps)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [script, steps.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("python3 did not start.");
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) ? milliseconds : null;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
