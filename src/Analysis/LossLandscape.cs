using Steering.Peft;
using Steering.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Analysis;

/// <summary>
/// The loss around trained parameters θ, at θ + a·d₁ + b·d₂ (Li et al. 2018, arXiv 1712.09913, section 4). Directions are Gaussian, and each of
/// their filters is as long as the parameter's own, so a step of 1 moves every filter by its length, whatever its scale. A filter is a row of a
/// matrix; a vector is one.
/// </summary>
/// <param name="trained">The parameters that move; all others stay.</param>
/// <param name="loss">The model's loss as it stands.</param>
public sealed class LossLandscape(IReadOnlyList<Trained> trained, Func<double> loss)
{
    /// <summary>Measures one plane; afterwards the parameters are what they were.</summary>
    /// <param name="pair">Number of its pair of directions.</param>
    /// <param name="steps">Places along either direction.</param>
    /// <param name="seed">Draws the directions of every pair.</param>
    /// <param name="looked">Told after every loss.</param>
    public LossMap Map(int pair, IReadOnlyList<double> steps, long seed, Action? looked = null)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var lines = trained.Select(one => new Plane(one.Parameter, one.Parameter.detach().clone(), Direction(one, seed, $"{pair}.1"), Direction(one, seed, $"{pair}.2"))).ToList();
        var losses = new List<double>();
        try
        {
            foreach (var b in steps)
            {
                foreach (var a in steps)
                {
                    foreach (var line in lines) line.Move(a, b);
                    var here = loss();
                    losses.Add(double.IsFinite(here) ? here : double.PositiveInfinity);
                    looked?.Invoke();
                }
            }
        }
        finally
        {
            foreach (var line in lines) line.Move(0, 0);
        }
        return new LossMap(pair, steps, losses);
    }

    /// <summary>A Gaussian direction of a parameter's shape, filter by filter of its length.</summary>
    internal static Tensor Direction(Trained one, long seed, string name)
    {
        using var scope = NewDisposeScope();
        using var chance = Seed.Stream(seed, $"direction {name} of {one.Name}");
        var drawn = empty(one.Parameter.shape).normal_(0, 1, chance).to(one.Parameter.device);
        var (ours, theirs) = (Filters(drawn), Filters(one.Parameter.detach()));
        return (ours * (theirs.norm(1, keepdim: true) / ours.norm(1, keepdim: true))).view(one.Parameter.shape).MoveToOuterDisposeScope();
    }

    private static Tensor Filters(Tensor parameter) => parameter.dim() > 1 ? parameter.flatten(1) : parameter.reshape(1, -1);

    /// <summary>A parameter with where it was and where it may go.</summary>
    private sealed record Plane(Parameter Parameter, Tensor Centre, Tensor First, Tensor Second)
    {
        public void Move(double a, double b)
        {
            using var scope = NewDisposeScope();
            Parameter.copy_(Centre + (First * a) + (Second * b));
        }
    }
}
