using Steering.Peft;
using Steering.Training;

namespace Steering.Stages;

/// <summary>Methods with the recipe their own authors published, for zoos of published size.</summary>
public static class PublishedRecipes
{
    /// <summary>
    /// MRT on Vicuna-7B v1.3 and CLIP-L/14-224 (arXiv 2503.00723 and its code): three epochs of 128 conversations a step (two GPUs, 2 at a time, 32 times),
    /// 6e-4 falling in a straight line behind 3 % of warm-up, Adam without weight decay (AdamW with none is Adam), norm 1.
    /// </summary>
    public static (IPeftMethod Method, Recipe Recipe) Mrt(int seed) => (new Mrt(), new Recipe
    {
        Epochs = 3,
        Batch = 2,
        Accumulation = 64,
        Rate = 6e-4,
        ConnectorRate = null,
        WarmUp = 0.03,
        Shape = ScheduleShape.Linear,
        WeightDecay = 0,
        Clip = 1,
        Reduction = LossReduction.MeanOfMeans,
        Recompute = true,
        Seed = seed,
    });
}
