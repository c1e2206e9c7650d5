using Steering.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Benchmarks;

// B batch, T tokens, D width, V vocabulary.

/// <summary>
/// One training step of the tiny zoo's language model on a fixed batch: forward, loss at every position, backward, clipping, AdamW. Weights and
/// batch go to a folder, so that a peer can do the very same step.
/// </summary>
internal sealed class StepProblem : IDisposable
{
    private const int Batch = 16;
    private const int Length = 160;
    private const double Rate = 1e-3;
    private const double WeightDecay = 0.01;
    private const double Clip = 1;

    private static readonly PhiConfig Config = new()
    {
        Width = 128,
        FeedForward = 512,
        Layers = 4,
        Heads = 4,
        KeyValueHeads = 4,
        Vocabulary = 800,
        Positions = 512,
        RotaryFraction = 0.5,
        RopeTheta = 1e4,
        NormEpsilon = 1e-5,
    };

    private readonly CausalLanguageModel _model = CausalLanguageModel.Untrained(Config, seed: 1);
    private readonly Tensor _ids_BT;
    private readonly Tensor _labels;
    private readonly List<Parameter> _parameters;
    private readonly AdamW _optimiser;

    public StepProblem()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        var tokens = randint(0, Config.Vocabulary, [Batch, Length + 1], dtype: ScalarType.Int64, generator: generator);
        _ids_BT = tokens.narrow(1, 0, Length).contiguous().DetachFromDisposeScope();
        _labels = tokens.narrow(1, 1, Length).flatten().DetachFromDisposeScope();
        _parameters = [.. _model.parameters()];
        _optimiser = optim.AdamW(_parameters, lr: Rate, weight_decay: WeightDecay);
    }

    public static string Description => $"Phi d={Config.Width} L={Config.Layers} F={Config.FeedForward} V={Config.Vocabulary}, batch {Batch} × {Length}, clipping, AdamW";

    /// <summary>Writes what the peer reads: the model's folder and the batch.</summary>
    public void Save(string folder)
    {
        _model.Save(folder);
        Tensors.Safetensors.Write(
            Path.Combine(folder, "batch.safetensors"),
            [("ids", _ids_BT), ("labels", _labels), ("rate", tensor(Rate, ScalarType.Float64)), ("weight_decay", tensor(WeightDecay, ScalarType.Float64)), ("clip", tensor(Clip, ScalarType.Float64))]);
    }

    /// <summary>Takes one step and returns the loss before it.</summary>
    public double Step()
    {
        using var scope = NewDisposeScope();
        _optimiser.zero_grad();
        var stream_BTD = _model.call(new LanguageInput(_model.Tokens.call(_ids_BT)));
        var loss = nn.functional.cross_entropy(_model.Logits(stream_BTD).view(-1, Config.Vocabulary), _labels);
        loss.backward();
        nn.utils.clip_grad_norm_(_parameters, Clip);
        _optimiser.step();
        return loss.item<float>();
    }

    public void Dispose()
    {
        _optimiser.Dispose();
        _model.Dispose();
        _ids_BT.Dispose();
        _labels.Dispose();
    }
}
