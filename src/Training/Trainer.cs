using Steering.Data;
using Steering.Models;
using Steering.Peft;
using Steering.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Training;

/// <summary>
/// Trains what a method grafted, and nothing else: AdamW with one group for the method and one for the connector, warm-up and cosine, one
/// dispose scope a step. Equal inputs give equal bytes on one thread count.
/// </summary>
public sealed class Trainer(Recipe recipe, Collator collator, IPictureTable? pictures)
{
    /// <param name="model">The model with its grafts.</param>
    /// <param name="grafted">What is trained.</param>
    /// <param name="rows">The training set; its order does not matter beyond the seed's shuffle.</param>
    /// <param name="progress">Told the fraction done and the loss after each step.</param>
    /// <param name="cancel">Stops between two steps.</param>
    public RunLog Train(Llava model, Grafted grafted, IReadOnlyList<TrainingRow> rows, Action<double, string>? progress = null, CancellationToken cancel = default) =>
        Train(model, grafted, rows, new Watch(progress ?? ((_, _) => { }), Checkpoint.None, cancel));

    /// <summary>The same, from where a killed run had got to; to the same bytes.</summary>
    public RunLog Train(Llava model, Grafted grafted, IReadOnlyList<TrainingRow> rows, Watch watch)
    {
        Check(grafted, rows);
        var perStep = recipe.Batch * recipe.Accumulation;
        var stepsPerEpoch = (rows.Count + perStep - 1) / perStep;
        var steps = stepsPerEpoch * recipe.Epochs;
        using var optimiser = Optimiser(grafted);
        manual_seed(recipe.Seed);
        model.train();
        var state = new LoopState(grafted.All.Select(trained => (trained.Name, (Tensor)trained.Parameter)), optimiser);
        var first = watch.Resume(state, steps, out var lines);
        var log = RunLog.Of(lines);
        int[] order = [];
        for (var step = first; step < steps; step++)
        {
            watch.Cancel.ThrowIfCancellationRequested();
            var (epoch, within) = (step / stepsPerEpoch, step % stepsPerEpoch);
            if (within == 0 || step == first) order = Order.Shuffled(rows.Count, recipe.Seed, epoch);
            var chosen = order.Skip(within * perStep).Take(perStep).Select(i => rows[i]).ToList();
            if (model.Language.Device.type != DeviceType.CPU) Seed.Default(recipe.Seed, $"step {step + 1}");   // a GPU's stream cannot be read, so none is kept: each step begins one
            var rates = SetRates(optimiser, grafted, Schedule.Factor(recipe.Shape, step, steps, recipe.WarmUp));
            log.Add(Step(model, grafted, optimiser, chosen) with { Step = step + 1, Epoch = epoch + 1, Rate = rates.Method, ConnectorRate = rates.Connector });
            watch.Checkpoint.Offer(state, step + 1, steps, log.Lines);
            watch.Progress((step + 1) / (double)steps, $"step {step + 1}/{steps}, loss {log.Rows[^1].Loss:F3}");
        }
        model.eval();
        return log;
    }

    private RunLogRow Step(Llava model, Grafted grafted, optim.Optimizer optimiser, List<TrainingRow> rows)
    {
        using var scope = NewDisposeScope();
        optimiser.zero_grad();
        var labels = rows.Sum(row => (long)row.Labels);
        var batches = rows.Chunk(recipe.Batch).ToList();
        var loss = batches.Sum(batch => Read(model, batch, labels, batches.Count));
        if (!double.IsFinite(loss)) throw new InvalidDataException($"The loss became {loss}. Lower the rate ({recipe.Rate}) or look at the data.");
        var norm = nn.utils.clip_grad_norm_(grafted.All.Select(trained => trained.Parameter), recipe.Clip);
        optimiser.step();
        return new RunLogRow(0, 0, loss, 0, 0, norm, labels);
    }

    /// <summary>Forward and backward of one micro-batch; gradients add up.</summary>
    private double Read(Llava model, TrainingRow[] rows, long labelsOfStep, int batches)
    {
        using var scope = NewDisposeScope();
        var batch = collator.Collate(rows, pictures);
        var (sum, labels) = model.Loss(new LlavaInput(batch.Ids_BT, batch.Features_NVC, batch.Layout) { Pixels_NCHW = batch.Pixels_NCHW, Recompute = recipe.Recompute }, batch.Labels_BT);
        var divisor = recipe.Reduction == LossReduction.StepTokens ? labelsOfStep : labels * batches;
        var loss = sum / (double)Math.Max(1, divisor);
        if (loss.requires_grad) loss.backward();
        return loss.item<float>();
    }

    private AdamW Optimiser(Grafted grafted)
    {
        var groups = new List<AdamW.ParamGroup>();
        if (grafted.Own.Count > 0) groups.Add(Group(grafted.Own, recipe.Rate));
        if (grafted.Connector.Count > 0) groups.Add(Group(grafted.Connector, recipe.ConnectorRate ?? recipe.Rate));
        return optim.AdamW(groups, lr: recipe.Rate, weight_decay: recipe.WeightDecay);

        AdamW.ParamGroup Group(IReadOnlyList<Trained> trained, double rate) =>
            new([.. trained.Select(one => one.Parameter)], lr: rate, weight_decay: recipe.WeightDecay);
    }

    private (double Method, double Connector) SetRates(AdamW optimiser, Grafted grafted, double factor)
    {
        var (method, connector) = (recipe.Rate * factor, (recipe.ConnectorRate ?? recipe.Rate) * factor);
        var group = 0;
        var rates = optimiser.ParamGroups.ToList();
        if (grafted.Own.Count > 0) rates[group++].LearningRate = method;
        if (grafted.Connector.Count > 0) rates[group].LearningRate = connector;
        return (method, connector);
    }

    private void Check(Grafted grafted, IReadOnlyList<TrainingRow> rows)
    {
        if (!grafted.All.Any()) throw new ArgumentException($"{grafted.Method.Name} trains nothing here.", nameof(grafted));
        if (rows.Count == 0) throw new ArgumentException("The training set is empty.", nameof(rows));
        if (recipe.Epochs < 1 || recipe.Batch < 1 || recipe.Accumulation < 1)
        {
            throw new ArgumentException($"Epochs ({recipe.Epochs}), batch ({recipe.Batch}) and accumulation ({recipe.Accumulation}) must be at least 1.", nameof(rows));
        }
    }
}
