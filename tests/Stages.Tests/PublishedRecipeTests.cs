using Steering.Models;
using Steering.Peft;
using Steering.Training;

namespace Steering.Stages.Tests;

public sealed class PublishedRecipeTests
{
    /// <summary>methods.md §4.2 and §4.3: what is trained, how much a step reads, how the rate goes.</summary>
    [Fact]
    public void MRTs_recipe_is_the_published_one()
    {
        var (method, recipe) = PublishedRecipes.Mrt(seed: 1);
        var count = TrainableCount.Of(LlamaConfig.Vicuna7B, "linear", ClipConfig.Large224, method);
        Assert.Equal(2_417_034, count.Language + count.Connector + count.Vision);
        Assert.Equal((3, 128, 6e-4, 0.0, 1.0), (recipe.Epochs, recipe.Batch * recipe.Accumulation, recipe.Rate, recipe.WeightDecay, recipe.Clip));
        Assert.Equal(0.5, Schedule.Factor(recipe.Shape, 515, 1000, recipe.WarmUp), 1e-9);   // half-way between the end of the warm-up and the end
    }
}
